// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static dev.mailboxmcp.sending.HeardMail.check;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.MessageWriter;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.io.IOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One mail made of hostile strings, every argument and every header of the mail that is answered among them, sent to a
 * server that keeps each byte; then {@link HeardMail} reads what it heard, which must be what was asked for and nothing
 * else, or the mail must have been refused before a word of it was said. Not thread-safe.
 */
final class HostileMailCase implements AutoCloseable {
    /** Where the choices come from: chance, or a fuzzer. */
    interface Source {
        /** 0 or more, below the bound. */
        int below(int bound);

        /** Any characters. */
        String any(int maxLength);
    }

    /** What became of the mail. */
    enum Outcome {
        HEARD,
        REFUSED
    }

    private static final Credentials ANNA = new Credentials("anna@example.com", new Secret("password"));
    private static final EmailAddress ME = EmailAddress.parse("from", "anna@example.com");
    private static final OffsetDateTime DATE = OffsetDateTime.parse("2026-11-20T14:03:59+01:00");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final MessageWriter WRITER = new MessageWriter();

    private static final Set<String> ALWAYS =
            Set.of("Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type");

    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\u0085",
            "\u2028",
            "\r\n ",
            "\r\nBcc: eve@evil.example",
            "\nTo: eve@evil.example\n\n",
            "\r\n.\r\n",
            ".",
            "..",
            "\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<eve@evil.example>\r\nDATA\r\n",
            "\u760d\u760a",
            "\u010d\u010aRCPT TO:<eve@evil.example>",
            "\u013e",
            "\u0161",
            ">",
            "<",
            "\"",
            "\\",
            "\\\"",
            ",",
            ";",
            ":",
            "(",
            ")",
            "@",
            "[",
            "]",
            "=?utf-8?q?=0d=0aBcc:_eve@evil.example?=",
            "=?UTF-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
            "=",
            "=3D",
            "=\r\n",
            "From ",
            "-- ",
            "--=_",
            "\ud83d\ude00",
            "\ud800",
            "\udc00",
            "\u202e",
            "\u200b",
            "\ufeff",
            "e\u0301",
            "\u4e2d\u6587",
            "\t",
            " ",
            "  ",
            "a",
            "b c",
            "Re:",
            "x".repeat(80),
            "y".repeat(1100),
            "eve@evil.example",
            "<eve@evil.example>",
            " SIZE=1",
            "> NOTIFY=NEVER",
            "%0d%0a",
            "\\r\\n",
            "'",
            "`",
            "|",
            "&",
            "<p>",
            "</p>");

    private static final List<String> GOOD_ADDRESSES = List.of(
            "bob@example.org",
            "Bob <bob@example.org>",
            "\"Doe, Jane\" <Jane.Doe+tag@Example.ORG>",
            "\"a b\"@example.org",
            "\"x\\\"y\"@example.org",
            "\u0161lice@example.org",
            "carol@\u0161cme.example",
            "\u4e2d\u6587 <dan@example.net>");

    private final RecordingSmtpServer plain = new RecordingSmtpServer("SIZE 50000000");
    private final RecordingSmtpServer modern = new RecordingSmtpServer("SIZE", "8BITMIME", "SMTPUTF8");
    private final SmtpSender toPlain = sender(plain);
    private final SmtpSender toModern = sender(modern);
    private final ReplyDraft replies = new ReplyDraft(List.of(ME));

    private static SmtpSender sender(RecordingSmtpServer server) {
        return new SmtpSender(
                new SmtpSettings(
                        "127.0.0.1",
                        server.port(),
                        SmtpSettings.Encryption.NONE,
                        "[127.0.0.1]",
                        (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        LONG,
                        LONG,
                        LONG,
                        LONG,
                        LONG,
                        ""),
                InstantSource.system());
    }

    Outcome run(Source source) {
        boolean smtpUtf8 = source.below(2) == 0;
        RecordingSmtpServer server = smtpUtf8 ? modern : plain;
        Draft draft;
        OutgoingMessage message;
        try {
            draft = source.below(3) == 0 ? reply(source) : draft(source);
            message = OutgoingMessage.of(draft, ME, MessageId.random("example.com"), DATE);
        } catch (MailException e) {
            check(e.failure() instanceof MailFailure.InvalidArgument, "refused as " + e.failure());
            return Outcome.REFUSED;
        }
        try {
            (smtpUtf8 ? toModern : toPlain)
                    .submit(
                            ANNA,
                            message.from(),
                            message.recipients(),
                            WRITER.onTheWire(message),
                            new CompletableFuture<Boolean>());
        } catch (MailException e) {
            check(!smtpUtf8 && e.failure() instanceof MailFailure.SendRejected, "rejected as " + e.failure());
            String heard = new String(server.take(), java.nio.charset.StandardCharsets.ISO_8859_1);
            check(!heard.contains("MAIL ") && !heard.contains("RCPT "), "said before it was refused: " + heard);
            return Outcome.REFUSED;
        }
        judge(HeardMail.read(server.take()), draft, message.messageId());
        return Outcome.HEARD;
    }

    private static Draft draft(Source source) {
        return new Draft(
                source.below(4) == 0 ? address(source) : null,
                addresses(source, 1 + source.below(3)),
                addresses(source, source.below(3)),
                addresses(source, source.below(2)),
                source.below(4) == 0 ? address(source) : null,
                text(source, 6),
                text(source, 12),
                source.below(3) == 0 ? text(source, 12) : null,
                null,
                List.of(),
                null);
    }

    /** All of the mail that is answered is a stranger's. */
    private Draft reply(Source source) {
        OriginalMessage original = new OriginalMessage(
                true,
                id(source),
                Stream.generate(() -> id(source)).limit(source.below(25)).toList(),
                source.below(2) == 0 ? id(source) : null,
                named(source, 1 + source.below(2)),
                named(source, source.below(2)),
                named(source, source.below(3)),
                named(source, source.below(3)),
                named(source, source.below(2)),
                source.below(2) == 0,
                source.below(2) == 0 ? null : address(source),
                text(source, 6),
                source.below(3) == 0 ? null : DATE,
                text(source, 12),
                false);
        String html = source.below(3) == 0 ? text(source, 4) : null;
        return replies.to(
                original, new ReplyText(text(source, 6), html, source.below(2) == 0, source.below(2) == 0, null, null));
    }

    private static String text(Source source, int pieces) {
        StringBuilder text = new StringBuilder();
        // mostly of what can be sent: else all would be refused
        boolean tame = source.below(3) > 0;
        for (int i = source.below(pieces); i > 0; i--) {
            String piece = piece(source);
            if (!tame
                    || piece.codePoints()
                            .noneMatch(c -> Character.isISOControl(c)
                                    || c == 0x2028
                                    || Character.getType(c) == Character.SURROGATE)) {
                text.append(piece);
            } else {
                text.append("tame ");
            }
        }
        return text.toString();
    }

    private static String piece(Source source) {
        return source.below(8) == 0 ? source.any(40) : PIECES.get(source.below(PIECES.size()));
    }

    private static String address(Source source) {
        String good = GOOD_ADDRESSES.get(source.below(GOOD_ADDRESSES.size()));
        return switch (source.below(8)) {
            case 0 -> piece(source) + good;
            case 1 -> good + piece(source);
            case 2 -> {
                int at = source.below(good.length() + 1);
                yield good.substring(0, at) + piece(source) + good.substring(at);
            }
            default -> good;
        };
    }

    private static List<String> addresses(Source source, int count) {
        return Stream.generate(() -> address(source)).limit(count).toList();
    }

    /** The addresses as a header names them. */
    private static List<MailAddress> named(Source source, int count) {
        String field = String.join(", ", addresses(source, count)).replaceAll("[\r\n]", " ");
        return MailHeader.of(("To: " + field).getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, null)
                .to()
                .addresses();
    }

    private static String id(Source source) {
        String good = "<id" + source.below(1000) + "@example.org>";
        return source.below(3) == 0 ? good.replace("id", piece(source)) : good;
    }

    private static void judge(HeardMail heard, Draft draft, MessageId id) {
        try {
            check(heard.from().equals(draft.from() == null ? ME.wire() : wire(draft.from())), "sender");
            List<String> to = draft.to().stream().map(HostileMailCase::wire).toList();
            List<String> cc = draft.cc().stream().map(HostileMailCase::wire).toList();
            List<String> bcc = draft.bcc().stream().map(HostileMailCase::wire).toList();
            check(folded(List.of(heard.recipients())).equals(folded(List.of(to, cc, bcc))), "recipients");
            check(heard.addresses("From").equals(List.of(heard.from())), "From");
            check(
                    heard.addresses("To").equals(to)
                            || (to.isEmpty() && !heard.headers().containsKey("To")),
                    "To");
            check(heard.addresses("Cc").equals(cc), "Cc");
            check(heard.headers().keySet().equals(expectedHeaders(draft)), "headers");
            check(id.value().equals(heard.headers().get("Message-ID")), "Message-ID");
            check(heard.decodedHeader("Subject").equals(draft.subject().strip()), "Subject");
            checkThread(heard, draft);
            check(heard.lines().equals(lines(draft.text())), "text");
            check(
                    heard.html()
                            .stripTrailing()
                            .equals(unified(draft.html() == null ? "" : draft.html())
                                    .stripTrailing()),
                    "html");
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + " in\n" + heard + "\nof " + draft, e);
        }
    }

    private static Set<String> expectedHeaders(Draft draft) {
        Set<String> names = new TreeSet<>(ALWAYS);
        if (draft.html() == null) {
            names.add("Content-Transfer-Encoding");
        }
        if (!draft.cc().isEmpty()) {
            names.add("Cc");
        }
        if (draft.replyTo() != null) {
            names.add("Reply-To");
        }
        if (draft.inReplyTo() != null) {
            names.add("In-Reply-To");
        }
        if (draft.inReplyTo() != null || !draft.references().isEmpty()) {
            names.add("References");
        }
        return names;
    }

    private static void checkThread(HeardMail heard, Draft draft) {
        List<String> thread = new ArrayList<>(draft.references());
        if (draft.inReplyTo() != null) {
            check(draft.inReplyTo().equals(heard.headers().get("In-Reply-To")), "In-Reply-To");
            thread.add(draft.inReplyTo());
        }
        String references = heard.headers().getOrDefault("References", "");
        List<String> found = references.isEmpty() ? List.of() : Arrays.asList(references.split("[ \t]+", -1));
        check(found.stream().allMatch(one -> one.matches("<[!-~&&[^<>]]+@[!-~&&[^<>]]+>")), "References");
        check(found.size() <= 20 && thread.containsAll(found), "References");
    }

    /** The address by our own reading: what stands in the last brackets, or all of it; the domain in A-labels. */
    private static String wire(String text) {
        String stripped = text.strip();
        int open = stripped.endsWith(">") ? stripped.lastIndexOf('<') : -1;
        String bare = open < 0
                ? stripped
                : stripped.substring(open + 1, stripped.length() - 1).strip();
        int at = bare.lastIndexOf('@');
        String local = bare.substring(0, at);
        if (local.startsWith("\"")) {
            String content = local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1");
            local = content.matches("[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*")
                    ? content
                    : '"' + content.replaceAll("([\"\\\\])", "\\\\$1") + '"';
        }
        return local + "@"
                + IDN.toASCII(bare.substring(at + 1), IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    }

    private static List<String> folded(List<List<String>> lists) {
        return lists.stream()
                .flatMap(List::stream)
                .map(address -> address.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static List<String> lines(String text) {
        String[] lines = unified(text).split("\r\n", -1);
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        List<String> stripped = new ArrayList<>(
                Arrays.stream(lines).limit(count).map(HostileMailCase::asQuoted).toList());
        return stripped.isEmpty() ? List.of("") : stripped;
    }

    /** The line as it is quoted: one blank stands between the marks and the text. */
    private static String asQuoted(String line) {
        int depth = 0;
        while (depth < line.length() && line.charAt(depth) == '>') {
            depth++;
        }
        String content = line.substring(depth);
        if (depth > 0 && content.startsWith(" ")) {
            content = content.substring(1);
        }
        String stripped = content.replaceAll(" +$", "");
        return (depth > 0 ? line.substring(0, depth) + " " + stripped : stripped).stripTrailing();
    }

    private static String unified(@Nullable String text) {
        return String.valueOf(text).replaceAll("\r\n|\r|\n", "\r\n");
    }

    @Override
    public void close() throws IOException {
        toPlain.close();
        toModern.close();
        plain.close();
        modern.close();
    }
}
