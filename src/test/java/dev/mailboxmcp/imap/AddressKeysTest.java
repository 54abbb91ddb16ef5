// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.Query;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a row shows of senders and recipients finds its mail; anything else is looked for as it is. */
class AddressKeysTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            Ann Sender <ann@sender.test> => ann@sender.test
            ann@sender.test => ann@sender.test
            "ceo@bank.test" <x@evil.test> => x@evil.test
            "Doe, Jane" <jane@sender.test> => jane@sender.test
            Ann\\_B \\[x\\] <ann@sender.test> => ann@sender.test
            =?utf-8?q?=C3=84nne?= <a@sender.test> => a@sender.test
            "quoted local"@sender.test => "quoted local"@sender.test
            Änne <a@SENDER.test> => a@sender.test
            ann@[192.0.2.1] => ann@[192.0.2.1]
            """)
    void oneAddressIsLookedForWithoutItsName(String criterion, String address) {
        assertThat(AddressKeys.of(criterion)).isEqualTo(new AddressKeys(List.of(List.of(address)), true));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
            Boss <abc…@evil.test> => abc|@evil.test
            abc…@….evil.test => abc|.evil.test
            …@evil.test => @evil.test
            Boss… <boss@evil.test> => boss@evil.test
            """)
    void anAddressThatARowShowedCutIsLookedForByWhatIsLeftOfIt(String shown, String terms) {
        assertThat(AddressKeys.of(shown).terms())
                .containsExactlyElementsOf(
                        Stream.of(terms.split("\\|")).map(List::of).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc…@bücher.test", "…@….bücher.test"})
    void suchAnAddressIsLookedForInAnyWay(String shown) {
        AddressKeys keys = AddressKeys.of(shown);

        assertThat(keys.addresses()).isTrue();
        assertThat(keys.isIn(List.of("Boss <abcdef@x.bücher.test>"))).isEqualTo(shown.startsWith("…"));
        assertThat(keys.partsIn(EnumSet.of(Query.Place.FROM))).isNotNull();
        assertThat(keys.asciiPartsIn(EnumSet.of(Query.Place.FROM))).isNotNull();
    }

    @Test
    void severalAddressesMustAllBeThere() {
        assertThat(AddressKeys.of("Ann <ann@a.test>, \"B, B.\" <b@b.test>, c@c.test")
                        .terms())
                .containsExactly(List.of("ann@a.test"), List.of("b@b.test"), List.of("c@c.test"));
    }

    @Test
    void aDomainIsLookedForInEachOfItsSpellings() {
        assertThat(AddressKeys.of("Ann <ann@bücher.test>").terms())
                .containsExactly(List.of("ann@bücher.test", "ann@xn--bcher-kva.test"));
        assertThat(AddressKeys.of("ann@XN--bcher-kva.test").terms())
                .containsExactly(List.of("ann@xn--bcher-kva.test", "ann@bücher.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann", "Ann Sender", "sender.test", "@sender.test", "ann@", "Doe, Jane", "(x)", "a:b;"})
    void whatIsNoAddressIsLookedForAsItIs(String criterion) {
        assertThat(AddressKeys.of(criterion)).isEqualTo(new AddressKeys(List.of(List.of(criterion)), false));
    }

    @Test
    void theQuotesOfANameAreNotPartOfIt() {
        assertThat(AddressKeys.of("\"Mail: System\"").terms()).containsExactly(List.of("Mail: System"));
    }

    @Test
    void ofAnAddressWithoutADomainWhatThereIsIsLookedFor() {
        assertThat(AddressKeys.of("Ann <postmaster>").terms()).containsExactly(List.of("postmaster"));
        assertThat(AddressKeys.of("Ann <@sender.test>").terms()).containsExactly(List.of("sender.test"));
    }

    @Test
    void bothKeysOfAServerAreAsked() {
        Query criteria = Find.criteria(null, "A <a@a.test>, b@xn--bcher-kva.test", "Ann", null);
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH LITERAL+");
                    client.examine(1, 1);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH", "* ESEARCH (TAG \"$TAG\") UID ALL 1");
                    client.answer("UID FETCH 1", row(1, "a@a.test, b@xn--bcher-kva.test"));
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            pool.read(GreenMailAccount.ANNA, c -> Find.page(c, FolderPath.INBOX, criteria, 10, null));

            assertThat(server.received())
                    .contains("UID SEARCH RETURN (ALL) CHARSET UTF-8 OR HEADER FROM \"a@a.test\" FROM \"a@a.test\""
                            + " OR HEADER FROM \"b@xn--bcher-kva.test\" OR FROM \"b@xn--bcher-kva.test\""
                            + " OR HEADER FROM {14+}\r\nb@bücher.test FROM {14+}\r\nb@bücher.test TO \"Ann\"");
        }
    }

    /** Where the server knows no UTF-8. */
    @Test
    void anAddressIsComparedHereInEachOfItsSpellings() {
        Query criteria = Find.criteria(null, "Ann <ann@bücher.test>", null, null);
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.expect("UID SEARCH CHARSET UTF-8");
                    client.no("[BADCHARSET] no");
                    client.answer("UID SEARCH FROM \"ann\"", "* SEARCH 1 2 3");
                    client.expect("UID FETCH 1:3");
                    client.say(
                            row(1, "ann@xn--bcher-kva.test"), row(2, "ann@other.test"), row(3, "A <Ann@Bücher.test>"));
                    client.ok("done");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage page = pool.read(GreenMailAccount.ANNA, c -> Find.page(c, FolderPath.INBOX, criteria, 10, null));

            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(3L, 1L);
            assertThat(page.incomplete()).as("neither flags nor size came").containsExactly(1L, 3L);
        }
    }

    private static String row(int uid, String from) {
        return "* " + uid + " FETCH (UID " + uid + " " + ScriptedImapServer.header("From: " + from)
                + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))";
    }
}
