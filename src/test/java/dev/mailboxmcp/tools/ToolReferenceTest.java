// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.tool.ErrorCode;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and readers are told about the tools. */
class ToolReferenceTest {
    private static final Path REFERENCE = Path.of("docs/tools.md");

    private static final String INVITATIONS = """

            `invitation` is what a calendar in the mail says (`text/calendar`, or a file `*.ics` of at most 256 kB), which nobody
            checked: {`method`, `summary`, `start`, `end`, `all_day`, `zone`, `location`, `organizer`, `my_status`, `recurrence`,
            `cancelled`, `answer`, `more_events`}. `method` is what the mail wants: `publish`, `request`, `reply`, `add`,
            `cancel`, `refresh`, `counter` or `declinecounter`. `start` and `end` have the offset of the event's `zone`, and none where nobody here can tell it; of
            whole days (`all_day`) they are days, the last one included. `recurrence` is in words. `my_status` is what the
            calendar says that the user answered: `needs_action`, `accepted`, `declined`, `tentative`, `delegated`, `completed` or
            `in_process`; it is absent where the user is not among those invited. `answer` says who answered what, `more_events`
            how many others the calendar holds. Where the mail has no other text, `text` says all that, with who is invited and
            the description, and `text_source` is `calendar`.
            """;

    private static final String CONVERSATIONS = """

            The conversation is what its mails name of each other (`References`, `In-Reply-To`), what the mail server says is one
            (OBJECTID, Gmail), and what Outlook marks as one; an equal subject alone joins no mails. Looked into are INBOX, the
            folders for sent mail and the archive, and the mail's own; on Gmail All Mail. Mails that arrived more than a year
            before the one that was asked for are not looked at, and drafts are left out. A mail with copies in several folders is shown once.
            `attachments` of a mail are {`part`, `name`, `type`, `size_bytes`}; `warnings` say what of its text is in doubt.
            The newest mail is always shown, whole as far as half of `max_chars` goes; at most the 20 newest are, and `omitted`
            counts the others. Text that stands in an earlier mail of the conversation is left out, with the lines that announce
            it, and `cut_chars` counts what is not shown of a text, at least; `[…]` stands where that was between a sender's own
            words. `searched` counts the folders, `not_searched` names those that were not looked into, or not wholly, and why.
            `awaiting` says who is to answer, by the header of the last mail that is neither a machine's nor a list's, nor a draft:
            `me` where it is to the user, `them` where the user wrote it, else `nobody`. It is a guess.
            """;

    private static final String CHANGES = """

            The `cursor` is for the client to keep: nothing is stored here. It holds what at most 100 folders were like, and is of
            one mailbox. Folders that did not change are not listed. `state` is `changed`, `new`, `reset` (the folder was made
            anew: nothing known of it holds), `gone`, or `unknown_flags`: which flags changed is not known, since the mail
            server counts no changes (CONDSTORE) or they are more than 200. On such a server a change of flags that leaves the number of
            unread mails as it was is not noticed. `new` has rows as those of `imap_list_emails`, of all folders together at most `limit`,
            `flags` has {`uid`, `flags`};
            with `more`, the next cursor brings the rest, oldest first. `gone` names at most 100 uids; `gone_count` counts them where
            the mail server does not name them (QRESYNC) or they are more. What changes while it is looked at may be told twice. `not_searched`
            names the folders that the mail server could not tell of or not open this time; the cursor keeps their place, so the next call
            tells what this one could not.
            """;

    private static final String FOLLOW_UPS = """

            `to_answer`: mails in INBOX of the last `days` that are the last of their conversation, that a person wrote to the user
            (To), and that are not marked as answered. `awaiting_reply`: mails in Sent that are the last of their conversation, are
            at least `days` old and at most 90 days more, and that no person answered; an answer of a machine, such as a notice
            of absence, is none. `bounced`: mails in Sent of which a report of the last `days` in INBOX or Junk says that they were
            not delivered for good, matched by their Message-ID; `why` names the report. Anybody can write such a report.
            Answers are looked for in INBOX, Sent and Archive (else the folder of all mail). Looked at are the newest 2,000 mails
            of the time that matters in INBOX, 1,500 in Sent, 750 in Archive, 100 reports in a folder; where there are more,
            `not_searched` says so, and mails older than the oldest that was looked at are left out, since an answer may have been
            missed. `looked_at` counts the mails whose header was read, `omitted` those of lists and machines among them; with
            `bounced`, the reports on mails that are not in Sent. An answer that names no mail is found by its subject (`Re:`)
            and the two people. All that is a guess from headers: whether a mail asks for an answer is not known.
            """;

    private static final String ANSWERS = """

            Only the organizer whom the invitation names gets the answer, as a text and for a calendar
            ([sending.md](sending.md#invitations)). `event` is the event that was answered, as `invitation` of `imap_read_email` has it:
            {`summary`, `start`, `end`, `all_day`, `zone`, `organizer`, `my_status`, `recurrence`}, where `my_status` is the answer
            that was given. An answer to an event that repeats is for all its dates, which `advice` says.
            """;

    private static final Map<String, String> MORE = Map.of(
            "imap_read_email",
            INVITATIONS,
            "imap_read_thread",
            CONVERSATIONS,
            "imap_list_changes",
            CHANGES,
            "imap_list_follow_ups",
            FOLLOW_UPS,
            "smtp_answer_invitation",
            ANSWERS);

    /** The budgets of the list are those of so many tools; one more brings as much as these have on the average, and no more. */
    private static final int TOOLS = 21;

    private final ToolStack stack = ToolStack.unreachable(Map.of("DELETE_MODE", "confirm"));
    private final JsonArray tools = stack.catalog().list();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void theToolsComeInTheirOrder() {
        assertThat(names(tools))
                .as("the tools by the order of their annotations, beside the lines of KnownTools")
                .containsExactlyElementsOf(KnownTools.names());
    }

    @Test
    void theListIsShort() {
        SoftAssertions softly = new SoftAssertions(); // whoever adds a tool needs to know of both bounds
        isWithin(softly, "tools/list", tools, 24_000 * tools.size() / TOOLS, 15_000 * tools.size() / TOOLS);
        softly.assertAll();
        assertThat(tools.getValuesAs(JsonObject.class))
                .allSatisfy(tool ->
                        assertThat(bytes(tool)).as(tool.getString("name")).isLessThanOrEqualTo(2_200));
    }

    @Test
    void theListForWhoMayOnlyReadIsShorter() {
        JsonArray reading = stack.catalog().list(Set.of(Permission.READ));

        assertThat(names(reading)).allMatch(name -> name.startsWith("imap_"));
        SoftAssertions softly = new SoftAssertions();
        isWithin(softly, "tools/list for whoever may only read", reading, 12_000, 7_000);
        softly.assertAll();
    }

    /**
     * Compares both sizes of a list with their bounds.
     *
     * @param room bytes of the whole list
     * @param roomWithoutOutput bytes without the schemas of results
     */
    private static void isWithin(SoftAssertions softly, String what, JsonArray list, int room, int roomWithoutOutput) {
        softly.assertThat(bytes(list))
                .as(
                        "bytes of %s, with %d more than there is room for; by tool: %s",
                        what, bytes(list) - room, sizes(list, ToolReferenceTest::bytes))
                .isLessThanOrEqualTo(room);
        softly.assertThat(withoutOutputSchemas(list))
                .as(
                        "bytes of %s without output schemas, with %d more than there is room for: shorten descriptions; by tool: %s",
                        what,
                        withoutOutputSchemas(list) - roomWithoutOutput,
                        sizes(list, ToolReferenceTest::withoutOutputSchema))
                .isLessThanOrEqualTo(roomWithoutOutput);
    }

    private static int withoutOutputSchemas(JsonArray tools) {
        return tools.getValuesAs(JsonObject.class).stream()
                .mapToInt(ToolReferenceTest::withoutOutputSchema)
                .sum();
    }

    private static int withoutOutputSchema(JsonObject tool) {
        return bytes(tool) - bytes(tool.getJsonObject("outputSchema"));
    }

    /** The tools with their bytes, the longest first. */
    private static String sizes(JsonArray list, ToIntFunction<JsonObject> size) {
        return list.getValuesAs(JsonObject.class).stream()
                .sorted(Comparator.comparingInt(size).reversed())
                .map(tool -> tool.getString("name") + " " + size.applyAsInt(tool))
                .collect(Collectors.joining(", "));
    }

    private static int bytes(JsonValue json) {
        return json.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void everyToolSaysWhatItDoesToTheWorld() {
        assertThat(tools.getValuesAs(JsonObject.class))
                .map(ToolReferenceTest::hints)
                .as("the hints of the tools, beside the lines of KnownTools")
                .containsExactlyElementsOf(KnownTools.ALL.stream()
                        .map(tool -> tool.name() + ": " + tool.hints())
                        .toList());
    }

    @Test
    void aDescriptionSaysWhatAToolDoesAndNeverHowToBehave() {
        for (JsonObject tool : tools.getValuesAs(JsonObject.class)) {
            assertThat(tool.getString("description"))
                    .as(tool.getString("name"))
                    .matches("[A-Z][a-z]+s[, ][^.]+\\..*")
                    .doesNotContainPattern("(?i)\\b(never|always|should|do not|don't|ask the|follow|please)\\b");
        }
    }

    private static String hints(JsonObject tool) {
        JsonObject hints = tool.getJsonObject("annotations");
        assertThat(hints.getString("title")).isEqualTo(tool.getString("title"));
        return tool.getString("name") + ": "
                + Stream.of("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
                        .map(hint -> String.valueOf(hints.getBoolean(hint)))
                        .collect(Collectors.joining(", "));
    }

    @Test
    void theReferenceSaysWhatTheCodeDoes() throws IOException {
        String reference = reference();
        if (System.getProperty("writeReference") != null) {
            Files.writeString(REFERENCE, reference);
        }
        List<String> written = Files.readAllLines(REFERENCE);
        List<String> wanted = reference.lines().toList();
        int same = 0;
        while (same < Math.min(written.size(), wanted.size())
                && written.get(same).equals(wanted.get(same))) {
            same++;
        }
        assertThat(written.stream().skip(same).limit(1).toList())
                .as("line %d of docs/tools.md; -DwriteReference=true writes the page anew", same + 1)
                .isEqualTo(wanted.stream().skip(same).limit(1).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/performance.md", "CHANGELOG.md"})
    void everyToolHasItsLine(Path page) throws IOException {
        String text = Files.readString(page);
        assertThat(KnownTools.names())
                .filteredOn(name -> !name.equals("imap_encrypt_credentials")) // which costs no round trip
                .filteredOn(name -> !text.contains(name))
                .as("tools without a line in %s", page)
                .isEmpty();
    }

    @Test
    void everyToolThatOrganizesStandsWhereItIsSaidWhatCanBeTakenBack() throws IOException {
        String page = Files.readString(Path.of("docs/organizing.md"));

        assertThat(KnownTools.ALL)
                .filteredOn(tool -> tool.permission() == Permission.ORGANIZE || tool.permission() == Permission.DELETE)
                .extracting(KnownTools.KnownTool::name)
                .filteredOn(name -> !page.contains(name))
                .as("tools that docs/organizing.md does not name")
                .isEmpty();
    }

    private String reference() {
        StringBuilder out = new StringBuilder("""
                # Tools

                This page is for developers of clients, and for whoever writes instructions for agents.

                Written from the code; a test compares them. Every argument, and member of one, that is not marked
                required may be left out.
                `credentials` is a token of `imap_encrypt_credentials`; it wins over all headers.
                `folder` is a path of `imap_list_folders`; in both, characters that cannot be seen, or would act where they
                are shown, are escaped, such as `\\u{202e}`. `uidvalidity` guards against a folder that was recreated since
                it was listed. Results come as the JSON of one text block, and from revision 2025-06-18 on as `structuredContent` too; a member without a
                value is absent. Dates are ISO 8601 with offset, as the mail's sender wrote them; where the mail gives none that
                can be true, `date_is` is `arrival`, and the date says when the mail server received it. `since` and `before` go
                by the arrival, and also take a day of the mailbox's calendar. `from` holds the senders, each
                `Name <local@domain>` as it stands in the mail, with commas between: at most five, and `from_more` says how many
                more there are at least; `to` of a row ends after ten, of a mail after 200, with `to_more`. Either of them finds
                its mail when it is given as a criterion. A page of twenty rows has at most 6 kB, with snippets 10, whatever its
                mails hold: what takes too much of it ends in `…`, or has one in the middle of an address, and fewer addresses are
                named than `from_more` and `to_more` count. The mail itself has the whole. `total_is` is `at_most` where the mail server searches in ASCII only:
                `total` counts what it found, and fewer may match. `incomplete` names the uids of mails that the mail server did
                not describe in full; they stand in `emails` as far as it did. What a mail server does not tell, such as
                `unread`, `messages` or `uidvalidity`, is absent. A mail's flags are `unread`, `flagged`, `answered`, `draft`, `deleted`, `forwarded`, `junk`; a
                folder's `role` is `inbox`, `sent`, `drafts`, `trash`, `junk`, `archive`, `all` or `flagged`.
                `delimiter` stands between the levels of a path: where it is `.`, `Projects.2026` is a folder in `Projects`, and
                `Projects/2026` none in any.
                `account` holds the `user`, their own `addresses` and what the caller `may` do with the mailbox; `quota` holds
                `used_bytes` and `limit_bytes`; `shared` marks the folders of others, and `rights` are the letters of RFC 4314.
                """);
        for (JsonObject tool : tools.getValuesAs(JsonObject.class)) {
            out.append("\n## `").append(tool.getString("name")).append("`\n\n");
            out.append(tool.getString("description")).append("\n\n");
            out.append("| argument | type | |\n|---|---|---|\n");
            JsonObject input = stack.catalog().inputSchema(tool.getString("name"));
            input.getJsonObject("properties")
                    .forEach((name, schema) -> out.append("| `%s` | %s | %s |\n"
                            .formatted(name, type(schema.asJsonObject()), notes(input, name, schema.asJsonObject()))));
            out.append("\nResult: ")
                    .append(object(tool.getJsonObject("outputSchema")))
                    .append("\n")
                    .append(MORE.getOrDefault(tool.getString("name"), ""));
        }
        out.append("""

                ## Failures

                A call that failed for a reason the caller can act on is a result with `isError` and one text,
                `CODE: what happened; what to do next`, with the code and sometimes a `retryAfterMs` again in
                `_meta["dev.mailboxmcp/error"]`. The codes:

                """);
        Stream.of(ErrorCode.values())
                .forEach(code -> out.append("- `")
                        .append(code)
                        .append("`: ")
                        .append(meaning(code))
                        .append(".\n"));
        return out.toString();
    }

    private static String meaning(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> "an argument is wrong, and the text names it";
            case NO_CREDENTIALS -> "the call names no mailbox";
            case BAD_TOKEN -> "the token is not valid here, or no longer: its owner makes a new one";
            case LOGIN_FAILED -> "the mail server refused the login";
            case MAIL_SERVER_UNAVAILABLE -> "the mail server cannot be reached, or is in trouble: try again later";
            case BUSY -> "this server, or its way to the mail server, is busy: wait `retryAfterMs`";
            case THROTTLED -> "there were too many calls, mails or refused logins: wait `retryAfterMs`";
            case TIMEOUT -> "the mail server did not finish in time: ask for less, or try again";
            case FOLDER_NOT_FOUND -> "there is no such folder: `imap_list_folders` has the paths";
            case MESSAGE_NOT_FOUND -> "the folder has no such mail, or no longer: list it again";
            case PART_NOT_FOUND -> "the mail has no such part: `imap_read_email` lists them";
            case STALE_UID -> "the folder was made anew since it was listed, so uids mean other mails: list it again";
            case CONFLICT -> "what the call relies on is taken, or has changed: the text says what to do";
            case TOO_LARGE -> "a mail or a file is larger than a limit, which the text names";
            case MAILBOX_FULL -> "the mailbox has no room until its owner makes some";
            case SEND_REJECTED -> "the submission server refused the mail, and nobody got it";
            case NOT_ALLOWED ->
                "the operator, the token or the mail server does not allow it: trying again does not help";
        };
    }

    private static String type(JsonObject schema) {
        if (schema.containsKey("enum")) {
            return String.join(" \\| ", strings(schema.getJsonArray("enum")));
        }
        String type = schema.getString("type");
        if (type.equals("array")) {
            return "array of " + type(schema.getJsonObject("items"));
        }
        return type.equals("object") ? argument(schema) : type;
    }

    private static String notes(JsonObject input, String name, JsonObject schema) {
        List<String> notes = new ArrayList<>();
        if (input.containsKey("required")
                && strings(input.getJsonArray("required")).contains(name)) {
            notes.add("required");
        }
        bounds(schema, "minimum", "maximum", "", notes);
        bounds(schema, "minLength", "maxLength", " characters", notes);
        bounds(schema, "minItems", "maxItems", " items", notes);
        if (schema.containsKey("default")) {
            notes.add("default `" + schema.get("default") + "`");
        }
        if (schema.containsKey("description")) {
            notes.add(schema.getString("description"));
        }
        return String.join("; ", notes);
    }

    private static void bounds(JsonObject schema, String min, String max, String unit, List<String> notes) {
        if (schema.containsKey(max)) {
            notes.add((schema.containsKey(min) ? schema.get(min) : "0") + ".." + schema.get(max) + unit);
        } else if (schema.containsKey(min)) {
            notes.add("at least " + schema.get(min) + unit);
        }
    }

    /** An object that is an argument, with what its members have to be. */
    private static String argument(JsonObject schema) {
        List<String> required = schema.containsKey("required") ? strings(schema.getJsonArray("required")) : List.of();
        return schema.getJsonObject("properties").entrySet().stream()
                .map(member -> "`" + member.getKey() + "`"
                        + (required.contains(member.getKey()) ? " (required)" : "")
                        + (member.getValue().asJsonObject().containsKey("enum")
                                ? ": " + type(member.getValue().asJsonObject())
                                : ""))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String object(JsonObject schema) {
        return "{"
                + String.join(
                        ", ",
                        schema.getJsonObject("properties").entrySet().stream()
                                .map(ToolReferenceTest::member)
                                .toList())
                + "}";
    }

    private static String member(Map.Entry<String, JsonValue> member) {
        JsonObject schema = member.getValue().asJsonObject();
        String nested = schema.getString("type", "").equals("array") && schema.containsKey("items")
                ? ": [" + object(schema.getJsonObject("items")) + "]"
                : "";
        return "`" + member.getKey() + "`" + nested;
    }

    private static List<String> names(JsonArray tools) {
        return tools.getValuesAs(JsonObject.class).stream()
                .map(tool -> tool.getString("name"))
                .toList();
    }

    private static List<String> strings(JsonArray array) {
        return array.getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
    }
}
