// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A calendar of the folder {@code calendar}.
 *
 * @param around what the mail around it says: {@code from}, {@code reply-to}, {@code method}, {@code charset}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SampleCalendar(String name, Map<String, String> around, byte[] content) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "calendar");
    private static final EmailAddress READER = EmailAddress.parse("reader", "alice@orchard.example");

    static List<SampleCalendar> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".ics"))
                    .map(file -> file.substring(0, file.length() - ".ics".length()))
                    .sorted()
                    .map(SampleCalendar::of)
                    .toList();
        }
    }

    private static SampleCalendar of(String name) {
        String text;
        try {
            text = Files.readString(FOLDER.resolve(name + ".ics"), ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
        Map<String, String> around = new TreeMap<>();
        while (text.startsWith("#")) {
            String[] head = text.substring(1, text.indexOf('\n')).split(" ", 2);
            around.put(head[0], head[1]);
            text = text.substring(text.indexOf('\n') + 1);
        }
        return new SampleCalendar(name, around, text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    Path expected() {
        return FOLDER.resolve(name + ".txt");
    }

    InvitationReader.@Nullable Read read() {
        return InvitationReader.read(
                content, charset(), around.getOrDefault("method", ""), header(), READER::sameMailbox);
    }

    String charset() {
        return around.getOrDefault("charset", UTF_8.name());
    }

    private MailHeader header() {
        String fields = "From: " + around.getOrDefault("from", "") + "\r\nReply-To: "
                + around.getOrDefault("reply-to", "") + "\r\n";
        return MailHeader.of(fields.getBytes(UTF_8), Integer.MAX_VALUE, null);
    }
}
