// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Time zones by the names that calendars give them: those of the IANA, also behind a vendor's prefix; those of Windows,
 * as Unicode's CLDR maps them; what Exchange shows to people, such as {@code (UTC+01:00) Amsterdam, Berlin}; and plain
 * offsets. Abbreviations that stand for several zones are not guessed. Pure, thread-safe, never throws.
 */
final class ZoneNames {
    private static final int MAX_NAME = 200;
    private static final int MAX_PIECES = 12;
    private static final Instant LATELY = Instant.parse("2026-01-15T00:00:00Z");
    private static final Map<String, ZoneId> BY_NAME = new HashMap<>();
    private static final Map<String, ZoneId> BY_CITY = new HashMap<>();

    private static final Pattern OFFSET = Pattern.compile("(?:utc|gmt)?\\s?([+-])(\\d{1,2})(?:[:.]?(\\d{2}))?");
    private static final Pattern SHOWN =
            Pattern.compile("\\((?:utc|gmt)\\s?(?:([+-]\\d{1,2})[:.](\\d{2}))?\\)\\s*(.+)");
    private static final Pattern PIECES = Pattern.compile("[,;/&]| - ");

    static {
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneId zone = ZoneId.of(id);
            BY_NAME.put(id.toLowerCase(Locale.ROOT), zone);
            if (id.matches("(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+")) {
                BY_CITY.putIfAbsent(
                        id.substring(id.lastIndexOf('/') + 1)
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '),
                        zone);
            }
        }
        windowsZones().lines().forEach(line -> {
            String[] pair = line.split("\t", 2);
            ZoneId zone = BY_NAME.get(pair[1].toLowerCase(Locale.ROOT));
            if (zone != null) {
                BY_NAME.putIfAbsent(pair[0].toLowerCase(Locale.ROOT), zone);
            }
        });
    }

    private ZoneNames() {}

    /** @return null where nothing but a guess could tell */
    static @Nullable ZoneId find(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT);
        if (key.isEmpty() || key.length() > MAX_NAME) {
            return null;
        }
        ZoneId known = BY_NAME.get(key);
        if (known != null) {
            return known;
        }
        ZoneId behindPrefix = behindPrefix(key);
        if (behindPrefix != null) {
            return behindPrefix;
        }
        Matcher offset = OFFSET.matcher(key);
        if (offset.matches()) {
            return offset(offset.group(1) + offset.group(2), offset.group(3));
        }
        Matcher shown = SHOWN.matcher(key);
        if (!shown.matches()) {
            return byCities(key);
        }
        ZoneOffset standard = offset(shown.group(1) == null ? "+0" : shown.group(1), shown.group(2));
        ZoneId zone = byCities(shown.group(3));
        // the offset of winter; a city that has another one there is not meant
        return zone != null && standard != null && standardOffset(zone).equals(standard) ? zone : null;
    }

    /** The name that says most to people. */
    static String shown(ZoneId zone) {
        return switch (zone.getId()) {
            case "Z", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal" -> "UTC";
            default -> zone.getId();
        };
    }

    /**
     * The zone whose name stands behind a prefix, as in {@code /freeassociation.sourceforge.net/Europe/Berlin} and
     * {@code tzone://Microsoft/Utc}.
     */
    private static @Nullable ZoneId behindPrefix(String key) {
        int slash = key.indexOf('/');
        for (int i = 0; i < MAX_PIECES && slash >= 0; i++) {
            ZoneId zone = BY_NAME.get(key.substring(slash + 1));
            if (zone != null) {
                return zone;
            }
            slash = key.indexOf('/', slash + 1);
        }
        return null;
    }

    private static @Nullable ZoneId byCities(String text) {
        String[] pieces = PIECES.split(text, MAX_PIECES);
        for (String piece : pieces) {
            String place = piece.strip();
            ZoneId zone = BY_CITY.get(place);
            if (zone == null && place.contains(" time")) { // "Pacific Time (US & Canada)"
                zone = BY_NAME.get(place.substring(0, place.indexOf(" time")) + " standard time");
            }
            if (zone != null) {
                return zone;
            }
        }
        return null;
    }

    private static ZoneOffset standardOffset(ZoneId zone) {
        return zone.getRules().getStandardOffset(LATELY);
    }

    private static @Nullable ZoneOffset offset(String signedHours, @Nullable String minutes) {
        try {
            int sign = signedHours.startsWith("-") ? -1 : 1;
            int hours = Integer.parseInt(signedHours.substring(1));
            int rest = minutes == null ? 0 : Integer.parseInt(minutes);
            return rest > 59 ? null : ZoneOffset.ofHoursMinutes(sign * hours, sign * rest);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String windowsZones() {
        try (InputStream table = ZoneNames.class.getResourceAsStream("windows-zones.txt")) {
            if (table == null) {
                throw new IllegalStateException("windows-zones.txt is missing");
            }
            return new String(table.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
