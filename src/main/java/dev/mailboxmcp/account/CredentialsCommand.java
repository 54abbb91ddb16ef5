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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code java -jar mailbox-mcp.war}: makes keys, and seals credentials into tokens. Uses the JDK alone,
 * no library of the WAR. Results go to standard output, everything else to standard error.
 *
 * <p>User and password are asked for, or read as two lines from standard input; never taken from the command line, where
 * every process of the machine can read them.
 */
public final class CredentialsCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static final String HELP = """
            Usage: java -jar mailbox-mcp.war key     prints a fresh ENCRYPTION_KEY
                   java -jar mailbox-mcp.war token   asks for mailbox user and password, prints a credentials token

            'token' takes from the environment what the server takes: ENCRYPTION_KEY or ENCRYPTION_KEYS (or the same with
            _FILE), TOKEN_AUDIENCE, TOKEN_MAX_DAYS. Without a terminal it reads user and password as two lines (UTF-8)
            from standard input.
            """;

    /** Where user and password come from. */
    private interface Prompt {
        @Nullable
        String user() throws IOException;

        @Nullable
        String password() throws IOException;
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
        if (arguments.length != 1) {
            return wrongUsage();
        }
        return switch (arguments[0]) {
            case "key" -> key();
            case "token" -> token(terminal == null ? lines(standardInput) : questions(terminal));
            case "help", "--help", "-h" -> {
                out.print(HELP);
                yield OK;
            }
            default -> wrongUsage();
        };
    }

    private int wrongUsage() {
        err.print(HELP);
        return WRONG_USAGE;
    }

    private int key() {
        byte[] key = new byte[EncryptionKeys.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        out.println("ENCRYPTION_KEY=" + HexFormat.of().formatHex(key));
        return OK;
    }

    private int token(Prompt prompt) {
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)));
        EncryptionKeys keys = EncryptionKeys.read(settings);
        TokenSettings tokenSettings = TokenSettings.read(settings);
        if (keys == null || !settings.problems().isEmpty()) {
            settings.problems().forEach(err::println);
            return FAILED;
        }
        try {
            String user = prompt.user();
            String password = user == null ? null : prompt.password();
            if (user == null || password == null) {
                err.println("user and password are needed, one a line");
                return FAILED;
            }
            Credentials credentials = new Credentials(user, new Secret(password));
            SealedCredentials sealed = new CredentialTokens(keys, tokenSettings, clock).seal(credentials);
            out.println(sealed.token());
            err.println("expires " + sealed.expiresAt() + "; whoever holds this token can use the mailbox until then");
            return OK;
        } catch (CharacterCodingException e) {
            err.println("standard input is not UTF-8");
            return FAILED;
        } catch (IOException e) {
            err.println("standard input cannot be read");
            return FAILED;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage()); // of Credentials: says what is needed, never what was given
            return FAILED;
        }
    }

    private static Prompt questions(Console terminal) {
        return new Prompt() {
            @Override
            public @Nullable String user() {
                return terminal.readLine("Mailbox user: ");
            }

            @Override
            public @Nullable String password() {
                char[] password = terminal.readPassword("Password (not shown): ");
                if (password == null) {
                    return null;
                }
                String text = new String(password);
                Arrays.fill(password, ' ');
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
