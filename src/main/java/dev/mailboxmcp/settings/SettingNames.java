// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds variables whose names look like ours and are none. A misspelt name would be no error otherwise: its setting would
 * silently have its default, and a limit that somebody believes in would not be there.
 */
public final class SettingNames {
    /** Read by the servers and by what starts them, not by the application. */
    private static final Set<String> OF_OTHERS = Set.of(
            "PORT", "BIND_ADDRESS", "OPS_PORT", "OPS_HOST", "TRACE", "TRAIN", "LOG_DIR", "LOG_FILE", "STATE_DIRECTORY");

    /** What Kubernetes tells every container of the services around it. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("\\w+_SERVICE_(HOST|PORT)(_\\w+)?|\\w+_PORT_\\d+_(TCP|UDP)(_\\w+)?");

    /** It tells the port of a service too, and then the value is a URL such as {@code tcp://10.0.0.11:25}. */
    private static final String PORT = "_PORT";

    private static final Pattern PORT_OF_KUBERNETES = Pattern.compile("(?s)\\w+://.*");

    /** What begins so and is unknown is a problem already, where profiles are read. */
    private static final String OF_PROFILES = "PROFILE_";

    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    private static final int MAX_LENGTH = 60;
    private static final int MAX_STRANGERS = 20;
    /** So many names with the same first word make that word ours. */
    private static final int FAMILY = 3;

    private static final int TYPING_ERRORS = 2;
    private static final int SHORT_NAME = 7;
    private static final int LETTERS_AN_ERROR = 5;

    private SettingNames() {}

    /**
     * Notes every stranger: as a warning, or as a problem.
     *
     * @param strict whether a stranger keeps the application from starting
     * @param known the names of all settings; asked only where there may be a stranger
     */
    public static void check(Settings settings, boolean strict, Supplier<Set<String>> known) {
        Set<String> asked = settings.asked();
        List<String> unread = settings.present().stream()
                .filter(name -> !asked.contains(name) && isOurs(name, settings))
                .sorted()
                .toList();
        if (unread.isEmpty()) {
            return;
        }
        Set<String> names = known.get();
        Set<String> families = families(names);
        unread.stream()
                .filter(name -> !names.contains(name))
                .filter(name -> families.contains(firstWord(name)) || isTypedWrong(name, names))
                .limit(MAX_STRANGERS)
                .forEach(name -> note(settings, strict, name, nearest(name, names)));
    }

    private static boolean isOurs(String name, Settings settings) {
        return name.length() <= MAX_LENGTH
                && VARIABLE.matcher(name).matches()
                && !OF_OTHERS.contains(name)
                && !name.startsWith(OF_PROFILES)
                && !OF_KUBERNETES.matcher(name).matches()
                && !(name.endsWith(PORT)
                        && PORT_OF_KUBERNETES
                                .matcher(settings.raw(name).orElse(""))
                                .matches());
    }

    private static void note(Settings settings, boolean strict, String name, @Nullable String nearest) {
        String meant = nearest == null ? "docs/configuration.md has them all" : "did you mean " + nearest + "?";
        if (strict) {
            settings.unknown(name, nearest == null ? "a name that docs/configuration.md has" : nearest);
        } else {
            settings.warning(name + " is set, but there is no such setting: " + meant);
        }
    }

    private static Set<String> families(Collection<String> names) {
        Map<String, Long> sizes =
                names.stream().collect(Collectors.groupingBy(SettingNames::firstWord, Collectors.counting()));
        return sizes.entrySet().stream()
                .filter(family -> family.getValue() >= FAMILY)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static String firstWord(String name) {
        int end = name.indexOf('_');
        return end < 0 ? name : name.substring(0, end);
    }

    private static boolean isTypedWrong(String name, Collection<String> names) {
        return names.stream().anyMatch(known -> distance(name, known) <= typingErrors(known));
    }

    private static int typingErrors(String known) {
        // HTTP_PORT of others differs from SMTP_PORT by two letters
        return known.length() < SHORT_NAME || known.endsWith(PORT)
                ? 1
                : Math.max(TYPING_ERRORS, known.length() / LETTERS_AN_ERROR);
    }

    /** Whether that is read by the servers, or by what starts them. */
    public static boolean isOfOthers(String name) {
        return OF_OTHERS.contains(name);
    }

    /**
     * The name that was probably meant: few letters differ, or only words are missing.
     *
     * @return null where none is near
     */
    public static @Nullable String nearest(String name, Collection<String> names) {
        return names.stream()
                .filter(known -> difference(name, known) <= Math.max(TYPING_ERRORS, name.length() / 4))
                .min(Comparator.<String>comparingInt(known -> difference(name, known))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private static int difference(String name, String known) {
        List<String> words = List.of(known.split("_", -1));
        List<String> given = List.of(name.split("_", -1));
        int missing = words.size() - given.size();
        return missing > 0 && given.size() > 1 && words.containsAll(given)
                ? TYPING_ERRORS + missing - 1
                : distance(name, known);
    }

    /** How many letters were added, left out, changed, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(table[i - 1][j - 1] + change, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                table[i][j] = swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
            }
        }
        return table[a.length()][b.length()];
    }
}
