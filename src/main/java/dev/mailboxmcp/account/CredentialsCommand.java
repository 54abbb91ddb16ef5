// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code java -jar mailbox-mcp.war}: makes keys, and seals credentials into tokens. Uses the JDK alone,
 * no library of the WAR. Results go to standard output, everything else to standard error.
 *
 * <p>Passwords and tokens are asked for, or read from standard input; never taken from the command line, where
 * every process of the machine can read them.
 */
public final class CredentialsCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static final String HELP = """
            Usage: java -jar mailbox-mcp.war key [ID]            prints a fresh ENCRYPTION_KEY, which may be the content of
                                                                 ENCRYPTION_KEY_FILE as it is; with ID, ID:KEY for
                                                                 ENCRYPTION_KEYS
                   java -jar mailbox-mcp.war token [OPTIONS]     asks for mailbox user and password, prints a token
                   java -jar mailbox-mcp.war narrow [OPTIONS]    asks for a token, prints a narrower one
                   java -jar mailbox-mcp.war pseudonym USER...   prints as what the logs name these users, one a line
                   java -jar mailbox-mcp.war profile DOMAIN      prints settings for the mail servers of a domain
                   java -jar mailbox-mcp.war check               says what is wrong with the settings of the environment

            OPTIONS  --permissions P,P   what it is for: read, organize, draft, send, delete; default: all but delete
                     --domains A,B       the only domains it may send mail to
                     --hours N           how long it lives; default: TOKEN_MAX_DAYS

            All but 'key' and 'profile' take from the environment what the server takes: ENCRYPTION_KEY or ENCRYPTION_KEYS
            (or the same with _FILE), TOKEN_AUDIENCE, TOKEN_MAX_DAYS, TOKENS_NOT_BEFORE. Pseudonyms are those of the first key: with an
            older key in its place, they are those of older logs. Without a terminal they read user and
            password as two lines, or the token as one, from standard input (UTF-8).
            """;

    /** Where user and password come from. */
    private interface Prompt {
        @Nullable
        String user() throws IOException;

        @Nullable
        String password() throws IOException;

        @Nullable
        String token() throws IOException;
    }

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream err;

    CredentialsCommand(Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    @SuppressWarnings("SystemExitOutsideMain") // this is main
    public static void main(String[] arguments) {
        CredentialsCommand command =
                new CredentialsCommand(System.getenv(), InstantSource.system(), System.out, System.err);
        int status = command.run(terminal(), System.in, arguments);
        System.out.flush();
        if (status != OK) {
            System.exit(status);
        }
    }

    /** @return the exit code: 0, 1 if it failed, 2 if the arguments are wrong */
    int run(@Nullable Console terminal, InputStream standardInput, String... arguments) {
        if (arguments.length == 0) {
            return wrongUsage();
        }
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        TokenOptions options = arguments[0].equals("pseudonym") ? null : TokenOptions.parse(rest);
        return switch (arguments[0]) {
            case "key" -> key(rest);
            case "token" -> options == null ? wrongUsage() : token(prompt(terminal, standardInput), options);
            case "narrow" -> options == null ? wrongUsage() : narrow(prompt(terminal, standardInput), options);
            case "pseudonym" -> pseudonyms(rest);
            case "help", "--help", "-h" -> {
                out.print(HELP);
                yield OK;
            }
            default -> wrongUsage();
        };
    }

    private static Prompt prompt(@Nullable Console terminal, InputStream standardInput) {
        return terminal == null ? lines(standardInput) : questions(terminal);
    }

    private int wrongUsage() {
        err.print(HELP);
        return WRONG_USAGE;
    }

    private int key(List<String> rest) {
        boolean named = rest.size() == 1 && EncryptionKeys.isKeyId(rest.getFirst());
        if (!rest.isEmpty() && !named) {
            return wrongUsage();
        }
        byte[] key = new byte[EncryptionKeys.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        out.println((named ? rest.getFirst() + ":" : "ENCRYPTION_KEY=")
                + HexFormat.of().formatHex(key));
        return OK;
    }

    private int pseudonyms(List<String> users) {
        Settings settings = environment();
        EncryptionKeys keys = users.isEmpty() ? null : EncryptionKeys.read(settings);
        if (users.isEmpty()) {
            return wrongUsage();
        }
        if (keys == null || !settings.problems().isEmpty()) {
            settings.problems().forEach(err::println);
            return FAILED;
        }
        UserNames names = UserNames.pseudonyms(keys);
        users.forEach(user -> out.println(names.shown(user) + " " + user));
        return OK;
    }

    private Settings environment() {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }

    /** Makes a token, given what the environment says. */
    @FunctionalInterface
    private interface Maker {
        @Nullable
        SealedCredentials make(CredentialTokens tokens) throws IOException, BadTokenException, WiderGrantException;
    }

    private int token(Prompt prompt, TokenOptions options) {
        return make(tokens -> {
            String user = prompt.user();
            String password = user == null ? null : prompt.password();
            if (user == null || password == null) {
                err.println("user and password are needed, one a line");
                return null;
            }
            Credentials credentials = new Credentials(user, new Secret(password)).withGrant(options.grant());
            return options.lifetime() == null ? tokens.seal(credentials) : tokens.seal(credentials, options.lifetime());
        });
    }

    private int narrow(Prompt prompt, TokenOptions options) {
        return make(tokens -> {
            String token = prompt.token();
            if (token == null) {
                err.println("a token is needed");
                return null;
            }
            return tokens.narrow(token.strip(), options.permissions(), options.domains(), options.lifetime());
        });
    }

    private int make(Maker maker) {
        Settings settings = environment();
        EncryptionKeys keys = EncryptionKeys.read(settings);
        TokenSettings tokenSettings = TokenSettings.read(settings);
        if (keys == null || !settings.problems().isEmpty()) {
            settings.problems().forEach(err::println);
            return FAILED;
        }
        try {
            SealedCredentials sealed = maker.make(new CredentialTokens(keys, tokenSettings, clock));
            if (sealed == null) {
                return FAILED;
            }
            out.println(sealed.token());
            err.println("expires " + sealed.expiresAt() + "; whoever holds this token can use the mailbox until then");
            return OK;
        } catch (CharacterCodingException e) {
            err.println("standard input is not UTF-8");
        } catch (IOException e) {
            err.println("standard input cannot be read");
        } catch (BadTokenException | WiderGrantException | IllegalArgumentException e) {
            err.println(e.getMessage()); // says what is needed, never what was given
        }
        return FAILED;
    }

    private static Prompt questions(Console terminal) {
        return new Prompt() {
            @Override
            public @Nullable String user() {
                return terminal.readLine("Mailbox user: ");
            }

            @Override
            public @Nullable String password() {
                return unseen("Password (not shown): ");
            }

            @Override
            public @Nullable String token() {
                return unseen("Token (not shown): ");
            }

            private @Nullable String unseen(String question) {
                char[] answer = terminal.readPassword(question);
                if (answer == null) {
                    return null;
                }
                String text = new String(answer);
                Arrays.fill(answer, ' ');
                return text;
            }
        };
    }

    private static Prompt lines(InputStream standardInput) {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8.newDecoder()));
        return new Prompt() {
            @Override
            public @Nullable String user() throws IOException {
                return reader.readLine();
            }

            @Override
            public @Nullable String password() throws IOException {
                return reader.readLine();
            }

            @Override
            public @Nullable String token() throws IOException {
                return reader.readLine();
            }
        };
    }

    /** Null where input does not come from a person. */
    @SuppressWarnings("SystemConsoleNull") // null on JDK 21 and 25, asked further below on those between
    private static @Nullable Console terminal() {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        try {
            // QUIRK: JDK 22 to 24 give a console for redirected input too, and tell by this method of theirs
            Object isTerminal = Console.class.getMethod("isTerminal").invoke(console);
            return Boolean.TRUE.equals(isTerminal) ? console : null;
        } catch (ReflectiveOperationException e) {
            return console; // JDK 21: a console is a terminal
        }
    }
}
