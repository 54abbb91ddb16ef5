// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever becomes of BINARY (RFC 3516): a text can be read without it. */
class BinaryFallbackTest {
    private static final String BONJOUR = "Ym9uam91ciwgbW9uZGUsIGJvbmpvdXIh";
    private static final String FAILED =
            "the mail server failed to decode the text of this mail, which was decoded here";
    private static final ImapSettings.Timeouts SHORT = new ImapSettings.Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(6),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));

    /** How a server gets BINARY wrong and goes on. */
    enum Failure {
        REFUSED {
            @Override
            void play(Peer client) throws IOException {
                client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
                client.no("[UNKNOWN-CTE] cannot decode that");
            }
        },
        REFUSED_FOR_A_FAULT_OF_ITS_OWN {
            @Override
            void play(Peer client) throws IOException {
                client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
                client.no("[SERVERBUG] Internal error occurred. Refer to server log for more information.");
            }
        },
        NOT_UNDERSTOOD {
            @Override
            void play(Peer client) throws IOException {
                client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
                client.say(client.tag() + " BAD unknown data item");
            }
        },
        NOTHING {
            @Override
            void play(Peer client) throws IOException {
                client.answer("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
            }
        },
        NIL {
            @Override
            void play(Peer client) throws IOException {
                client.answer("UID FETCH 5 (UID BINARY.PEEK[1]<0.", "* 2 FETCH (UID 5 BINARY[1]<0> NIL)");
            }
        },
        HALF {
            @Override
            void play(Peer client) throws IOException {
                client.answer("UID FETCH 5 (UID BINARY.PEEK[1]<0.", "* 2 FETCH (UID 5 BINARY[1]<0> {7}\r\nbonjour)");
            }
        },
        STILL_ENCODED {
            @Override
            void play(Peer client) throws IOException {
                client.answer(
                        "UID FETCH 5 (UID BINARY.PEEK[1]<0.", "* 2 FETCH (UID 5 BINARY[1]<0> {32}\r\n" + BONJOUR + ")");
            }
        };

        abstract void play(Peer client) throws IOException;
    }

    /** How a connection ends over BINARY. */
    enum End {
        BYE {
            @Override
            void play(Peer client) throws IOException {
                client.say("* BYE Internal error occurred");
            }
        },
        SILENCE_OF_A_CLOSED_CONNECTION {
            @Override
            void play(Peer client) {
                // the script ends
            }
        },
        IN_THE_MIDDLE_OF_THE_CONTENT {
            @Override
            void play(Peer client) throws IOException {
                client.raw("* 2 FETCH (UID 5 BINARY[1]<0> ~{24}\r\nbonj");
            }
        },
        NO_ANSWER_IN_TIME {
            @Override
            void play(Peer client) throws IOException {
                client.stall();
            }
        },
        NO_THEN_BYE {
            @Override
            void play(Peer client) throws IOException {
                client.no("[SERVERBUG] Internal error occurred");
                client.say("* BYE FETCH failed: Internal error occurred");
            }
        },
        NO_TO_EVERYTHING_FROM_THEN_ON {
            @Override
            void play(Peer client) throws IOException {
                client.no("[SERVERBUG] Internal error occurred");
                client.expect("UID FETCH 5 (UID BODY.PEEK[1]<0.");
                client.say(client.tag() + " BAD no folder is open");
            }
        },
        NO_PROTOCOL_AT_ALL {
            @Override
            void play(Peer client) throws IOException {
                client.say("<html>");
                client.stall();
            }
        };

        abstract void play(Peer client) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whatTheServerCannotDecodeIsFetchedAsItIs(Failure failure) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
            describe(client);
            failure.play(client);
            client.answer("UID FETCH 5 (UID BODY.PEEK[1]<0.", "* 2 FETCH (UID 5 BODY[1]<0> {32}\r\n" + BONJOUR + ")");
            client.stall();
        })) {
            MailMessage mail = read(server);

            assertThat(mail.text()).isEqualTo("bonjour, monde, bonjour!");
            assertThat(mail.warnings()).contains(FAILED);
            assertThat(server.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereTheConnectionEndsOverItAnotherOneDoesWithout(End end) {
        try (ScriptedImapServer server = new ScriptedImapServer(
                client -> {
                    describe(client);
                    client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
                    end.play(client);
                },
                client -> {
                    describe(client);
                    client.answer(
                            "UID FETCH 5 (UID BODY.PEEK[1]<0.", "* 2 FETCH (UID 5 BODY[1]<0> {32}\r\n" + BONJOUR + ")");
                    client.stall();
                })) {
            MailMessage mail = read(server);

            assertThat(mail.text()).isEqualTo("bonjour, monde, bonjour!");
            assertThat(mail.warnings()).contains(FAILED);
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void theOriginalOfAReplyIsReadWithoutItToo() {
        try (ScriptedImapServer server = new ScriptedImapServer(
                        client -> {
                            describe(client);
                            client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
                            client.say("* BYE Internal error occurred");
                        },
                        client -> {
                            describe(client);
                            client.answer(
                                    "UID FETCH 5 (UID BODY.PEEK[1]<0.",
                                    "* 2 FETCH (UID 5 BODY[1]<0> {32}\r\n" + BONJOUR + ")");
                            client.stall();
                        });
                ImapConnector connector = new ImapConnector(settings(server));
                ImapPool pool = new ImapPool(connector, ScriptedImapServer.CLOCK)) {

            assertThat(pool.read(
                                    GreenMailAccount.ANNA,
                                    c -> ImapOriginal.fetch(c, REF, SenderCheck.OF_NOBODY, Memory.ENDLESS))
                            .text())
                    .isEqualTo("bonjour, monde, bonjour!");
        }
    }

    /** What asks for less must get less. */
    @Test
    void aServerThatAsksForLessIsNotAskedAgain() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
            describe(client);
            client.expect("UID FETCH 5 (UID BINARY.PEEK[1]<0.");
            client.no("[LIMIT] Request is throttled. Suggested Backoff Time: 3000 milliseconds");
            client.stall();
        })) {
            assertThatThrownBy(() -> read(server))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.Throttled.class);
        }
    }

    /** Where everything fails the failure is told, after one more try. */
    @Test
    void aServerThatNeverGivesTheTextIsAskedOnTwoConnectionsOnly() {
        Script failing = client -> {
            describe(client);
            client.command();
            client.say("* BYE Internal error occurred");
        };
        try (ScriptedImapServer server = new ScriptedImapServer(failing)) {
            assertThatThrownBy(() -> read(server))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.ServerUnavailable.class);
            assertThat(server.connections).hasValue(2);
        }
    }

    /** The server is right to fail, and the reader is told what is wrong. */
    @Test
    void aTextThatIsNoBase64IsShownAsItStands() {
        String words = "Hello Bob,\r\nplease call me back.\r\n";
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
            describe(client);
            Failure.REFUSED.play(client);
            client.answer(
                    "UID FETCH 5 (UID BODY.PEEK[1]<0.",
                    "* 2 FETCH (UID 5 BODY[1]<0> {" + words.length() + "}\r\n" + words + ")");
            client.stall();
        })) {
            MailMessage mail = read(server);

            assertThat(mail.text()).isEqualTo("Hello Bob,\nplease call me back.");
            assertThat(mail.warnings())
                    .contains("part 1 of this mail says that it is in base64 and is not: it is shown as it stands")
                    .doesNotContain(FAILED);
        }
    }

    private static final MessageRef REF = new MessageRef(FolderPath.INBOX, null, 5);

    private static void describe(Peer client) throws IOException {
        client.login("BINARY");
        client.examine(1, 3);
        client.answer(
                "UID FETCH 5",
                "* 2 FETCH (UID 5 RFC822.SIZE 900 BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"utf-8\")"
                        + " NIL NIL \"base64\" 32 1))");
    }

    private static MailMessage read(ScriptedImapServer server) {
        try (ImapConnector connector = new ImapConnector(settings(server));
                ImapPool pool = new ImapPool(connector, ScriptedImapServer.CLOCK)) {
            return pool.read(
                    GreenMailAccount.ANNA, c -> ImapRead.read(c, REF, 0, 1000, SenderCheck.OF_NOBODY, Memory.ENDLESS));
        }
    }

    private static ImapSettings settings(ScriptedImapServer server) {
        return new ImapSettings("127.0.0.1", server.port(), TlsMode.NONE, null, 10, 4, SHORT);
    }
}
