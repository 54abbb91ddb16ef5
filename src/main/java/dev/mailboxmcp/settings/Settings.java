// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The environment as typed values. A wrong value does not throw: it is noted, a usable one is returned in its place, and
 * whoever starts the application asks for {@link #problems()} once everything was read. So an operator sees all of them
 * at once. A variable that is set to nothing is no variable that is not set: whoever wrote a limit or a list, and lost
 * its value on the way, does not want none. A list then allows nothing, and what has a default is a problem. Not
 * thread-safe; used once, at start.
 */
public final class Settings {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f]*(:[0-9A-Fa-f.]*){2,8}(%\\w{1,16})?]?");
    private static final int SHOWN_LENGTH = 60;
    private static final int MAX_SECRET_FILE_BYTES = 64 * 1024;
    private static final int ISO_DATE_LENGTH = 10;
    private static final String FILE_SUFFIX = "_FILE";

    private final Function<String, Optional<String>> source;
    private final UnaryOperator<String> variables;
    private final Set<String> present;
    private final Set<String> asked;
    private final Set<String> problems;
    private final Set<String> warnings;

    /** @param source gives the raw value of a variable: a blank one where it is set to nothing, empty where it is not set */
    public Settings(Function<String, Optional<String>> source) {
        this(source, Set.of());
    }

    /**
     * Settings of which it is known what is set.
     *
     * @param source as above
     * @param present the names of the variables that are set, those of other programs among them
     */
    public Settings(Function<String, Optional<String>> source, Set<String> present) {
        this.asked = new TreeSet<>();
        this.source = name -> {
            asked.add(name);
            return source.apply(name);
        };
        this.variables = UnaryOperator.identity();
        this.present = Set.copyOf(present);
        this.problems = new LinkedHashSet<>();
        this.warnings = new LinkedHashSet<>();
    }

    private Settings(Settings whole, Function<String, Optional<String>> source, UnaryOperator<String> variables) {
        this.source = source;
        this.variables = variables;
        this.present = whole.present;
        this.asked = whole.asked;
        this.problems = whole.problems;
        this.warnings = whole.warnings;
    }

    /**
     * The same settings under names that begin with a prefix: {@code prefix + name}, else the preset value, else {@code
     * name} itself where that is inherited. Problems are noted with these, under the name of the variable that is to blame.
     *
     * @param preset values by name
     * @param inherited which names are looked for without the prefix too
     */
    public Settings under(String prefix, Map<String, String> preset, Predicate<String> inherited) {
        return new Settings(
                this,
                name -> {
                    Optional<String> own = source.apply(prefix + name);
                    if (own.isPresent()) {
                        return own;
                    }
                    String given = preset.get(name);
                    return given != null
                            ? Optional.of(given)
                            : inherited.test(name) ? source.apply(name) : Optional.empty();
                },
                name -> inherited.test(name)
                                && !preset.containsKey(name)
                                && source.apply(prefix + name).isEmpty()
                                && source.apply(name).isPresent()
                        ? variables.apply(name)
                        : variables.apply(prefix + name));
    }

    /** Whether the variable is set, be it to nothing. */
    public boolean isSet(String name) {
        return source.apply(name).isPresent();
    }

    /** What the source has: blank where it is set to nothing, empty where it is not set. */
    public Optional<String> raw(String name) {
        return source.apply(name);
    }

    /** The variable that is to blame for a value, or would be to set. */
    public String variable(String name) {
        return variables.apply(name);
    }

    /** What stands before the name in that; empty text for nothing. */
    public String prefix(String name) {
        String variable = variable(name);
        return variable.substring(0, variable.length() - name.length());
    }

    /** The names of all variables that were asked for until now: those that this application knows. */
    public Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** The names of the variables that are set, as far as that is known; most are of other programs. */
    public Set<String> present() {
        return present;
    }

    /** The value, or null where it is not set or blank: for what is narrower without it. */
    public @Nullable String optional(String name) {
        return source.apply(name)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElse(null);
    }

    /**
     * The value, or null where it is not set; a blank one is a problem, and null too.
     *
     * @param needs what to set, for the message
     */
    public @Nullable String unlessBlank(String name, String needs) {
        String value = optional(name);
        if (value == null && source.apply(name).isPresent()) {
            problems.add(variables.apply(name) + " is set to nothing: needs " + needs + ", or not to be set at all");
        }
        return value;
    }

    /**
     * The value, which must be set.
     *
     * @param needs what to set, for the message; an example helps
     */
    public String required(String name, String needs) {
        String value = optional(name);
        if (value == null) {
            problems.add(variables.apply(name)
                    + (isSet(name) ? " is set to nothing: needs " : " is not set: needs ")
                    + needs);
            return "";
        }
        return value;
    }

    /**
     * A value that is never shown: the variable itself, or the content of the file that {@code <name>_FILE} names, as
     * Docker and Kubernetes hand out secrets. Null where neither is set, or where a problem was noted.
     */
    public @Nullable String secret(String name) {
        String value = optional(name);
        String fileName = name + FILE_SUFFIX;
        String file = optional(fileName);
        if (file == null) {
            return value;
        }
        if (value != null) {
            problems.add(variables.apply(name) + " and " + variables.apply(fileName)
                    + " are both set: needs only one of them");
            return null;
        }
        return readSecret(fileName, file);
    }

    /** A secret as its problems name it: the variable, and the one that names its file where it comes from there. */
    public String secretName(String name) {
        String fileName = name + FILE_SUFFIX;
        return optional(fileName) == null ? name : name + " (from " + fileName + ")";
    }

    private @Nullable String readSecret(String fileName, String file) {
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                return unreadable(fileName, file, "does not name a file");
            }
            if (Files.size(path) > MAX_SECRET_FILE_BYTES) {
                return unreadable(fileName, file, "names a file of more than " + MAX_SECRET_FILE_BYTES + " bytes");
            }
            String content = Files.readString(path).strip();
            String line = fileName.substring(0, fileName.length() - FILE_SUFFIX.length()) + "=";
            if (content.startsWith(line)) { // what the command prints that makes keys
                content = content.substring(line.length()).strip();
            }
            return content.isEmpty() ? unreadable(fileName, file, "names an empty file") : content;
        } catch (IOException | InvalidPathException e) {
            return unreadable(fileName, file, "names a file that cannot be read");
        }
    }

    /** Shows the path only where it surely is one: somebody may have put the secret itself there. */
    private @Nullable String unreadable(String fileName, String file, String what) {
        String shown = file.startsWith("/") ? " (" + printable(file) + ")" : "";
        secretProblem(
                fileName,
                what + shown,
                "the absolute path of a file that holds the value, readable by the user "
                        + System.getProperty("user.name"));
        return null;
    }

    public int integer(String name, int defaultValue, int min, int max) {
        String needs = "a whole number from " + min + " to " + max;
        String value = unlessBlank(name, needs);
        if (value == null) {
            return defaultValue;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // falls through to the problem below, which says what is needed
        }
        problem(name, value, needs);
        return defaultValue;
    }

    public boolean flag(String name, boolean defaultValue) {
        String value = unlessBlank(name, "true or false");
        if (value == null) {
            return defaultValue;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> {
                problem(name, value, "true or false");
                yield defaultValue;
            }
        };
    }

    /** A span of time, given in whole seconds. */
    public Duration seconds(String name, Duration defaultValue, Duration min, Duration max) {
        return Duration.ofSeconds(integer(
                name,
                Math.toIntExact(defaultValue.toSeconds()),
                Math.toIntExact(min.toSeconds()),
                Math.toIntExact(max.toSeconds())));
    }

    /** A moment in time, such as {@code 2027-01-31T00:00:00Z} or {@code 2027-01-31} (its start in UTC); null if not set. */
    public @Nullable Instant instant(String name) {
        String needs = "a moment such as 2027-01-31T00:00:00Z, or a date";
        String value = unlessBlank(name, needs);
        if (value == null) {
            return null;
        }
        try {
            return value.length() == ISO_DATE_LENGTH
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            problem(name, value, needs);
            return null;
        }
    }

    /** The values between commas, without blanks; empty where it is not set: for lists that add to nothing. */
    public List<String> list(String name) {
        List<String> values = allowed(name);
        return values == null ? List.of() : values;
    }

    /**
     * What a list allows where everything is allowed without it.
     *
     * @return null where it is not set; empty where it is set and names nothing, which never means everything
     */
    public @Nullable List<String> allowed(String name) {
        return source.apply(name)
                .map(value -> Arrays.stream(value.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList())
                .orElse(null);
    }

    /**
     * The same as {@link #list}, where one that is set and names nothing is a problem: its emptiness could mean all or
     * nothing.
     */
    public List<String> filledList(String name, String needs) {
        String value = unlessBlank(name, needs);
        List<String> values = list(name);
        if (value != null && values.isEmpty()) {
            problem(name, value, needs);
        }
        return values;
    }

    /** One constant of an enum, written in lower case. */
    public <E extends Enum<E>> E choice(String name, E defaultValue) {
        E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        UnaryOperator<String> spelling = text -> text.toLowerCase(Locale.ROOT).replace('_', '-');
        String needs = Arrays.stream(constants)
                .map(constant -> spelling.apply(constant.name()))
                .collect(Collectors.joining(", ", "one of ", ""));
        String value = unlessBlank(name, needs);
        if (value == null) {
            return defaultValue;
        }
        for (E constant : constants) {
            if (spelling.apply(constant.name()).equals(spelling.apply(value))) {
                return constant;
            }
        }
        problem(name, value, needs);
        return defaultValue;
    }

    /**
     * Notes a value that is no host: with a scheme or a port it would be looked up in vain.
     *
     * @param example of one
     */
    public void requireHost(String name, String value, String example) {
        if (!HOST.matcher(value).matches()) {
            problem(name, value, "a host name such as " + example + ", without a scheme or a port");
        }
    }

    /** Notes a wrong value that may be shown. */
    public void problem(String name, String got, String needs) {
        problems.add(variables.apply(name) + "=" + printable(got) + " is wrong: needs " + needs);
    }

    /** Notes a variable that is no setting. */
    void unknown(String name, String needs) {
        problems.add(name + " is no setting: needs " + needs + ", or not to be set while STRICT_SETTINGS=true");
    }

    private static String printable(String got) {
        String shown = got.length() > SHOWN_LENGTH ? got.substring(0, SHOWN_LENGTH) + "…" : got;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    /** Notes a wrong value that must not be shown. */
    public void secretProblem(String name, String what, String needs) {
        problems.add(variables.apply(name) + " " + what + ": needs " + needs);
    }

    /** Notes something that works, yet should not stay so. */
    public void warning(String text) {
        warnings.add(text);
    }

    /** The same of the variable that is to blame, whose name comes first. */
    public void warning(String name, String rest) {
        warnings.add(variables.apply(name) + rest);
    }

    /** Everything that keeps the application from starting, one readable line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
