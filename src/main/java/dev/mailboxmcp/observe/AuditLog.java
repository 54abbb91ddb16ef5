// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import dev.mailboxmcp.settings.Settings;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who did what when: a file with one JSON object a line for every call that reaches for a mailbox or makes a token, and for
 * every file that went by a link. The file is
 * opened for each line, so that it can be moved away at any time. No content, and of recipients the domains only. A line that
 * cannot be written costs the call nothing; the server's log says so, once a minute at most. Thread-safe.
 */
public final class AuditLog implements CallObserver {
    private static final Logger LOGGER = System.getLogger(AuditLog.class.getName());
    private static final String VARIABLE = "AUDIT_LOG";
    private static final long COMPLAINT_INTERVAL = Duration.ofMinutes(1).toNanos();

    private final Jsonb json = JsonbBuilder.create();
    private final Path file;
    private final UserNames names;
    private final KeyedHash texts;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong lastComplaint = new AtomicLong(System.nanoTime() - COMPLAINT_INTERVAL);

    /**
     * A log in that file.
     *
     * @param file its folder exists
     * @param texts makes names of folders and queries, which tell equal ones apart from others and nothing more
     */
    public AuditLog(Path file, UserNames names, KeyedHash texts) {
        this.file = file;
        this.names = names;
        this.texts = texts;
    }

    /** The file that {@code AUDIT_LOG} names; null where there shall be none. */
    public static @Nullable Path file(Settings settings) {
        String name = settings.unlessBlank(VARIABLE, "the path of a file");
        if (name == null) {
            return null;
        }
        try {
            Path file = Path.of(name).toAbsolutePath();
            Path folder = file.getParent();
            if (Files.isDirectory(file)) {
                settings.problem(VARIABLE, name, "the name of a file, not of a folder");
            } else if (folder == null || !Files.isDirectory(folder)) {
                settings.problem(VARIABLE, name, "a file in a folder that is there, and that this server may enter");
            } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
                settings.problem(VARIABLE, name, "a file that this server may write");
            }
            return file;
        } catch (InvalidPathException e) {
            settings.problem(VARIABLE, name, "the name of a file");
            return null;
        }
    }

    @Override
    public void ended(EndedCall call) {
        if (call.method() != null && call.method().reachesMail()) {
            write(line(call));
        }
    }

    @Override
    public void transferred(EndedTransfer transfer) {
        write(new TransferLine(
                transfer.began().truncatedTo(ChronoUnit.MILLIS).toString(),
                transfer.direction().wireName(),
                transfer.user() == null ? null : names.shown(transfer.user()),
                transfer.profile(),
                transfer.address(),
                transfer.took().toMillis(),
                transfer.outcome(),
                transfer.bytes()));
    }

    /**
     * Notes what happened between a client, its user and the authorization server.
     *
     * @param line with the user as the caller named it
     */
    public void signedIn(SignInLine line) {
        write(new SignInLine(
                line.time(),
                line.event(),
                line.user() == null ? null : names.shown(line.user()),
                line.address(),
                line.client(),
                line.grant(),
                line.outcome()));
    }

    /** @param line a record of this package */
    private void write(Record line) {
        byte[] bytes = (json.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes);
        } catch (IOException e) {
            complain(e);
        } finally {
            lock.unlock();
        }
    }

    private void complain(IOException failure) {
        long now = System.nanoTime();
        long last = lastComplaint.get();
        if (now - last >= COMPLAINT_INTERVAL && lastComplaint.compareAndSet(last, now)) {
            LOGGER.log(Level.ERROR, "the audit log cannot be written: " + failure);
        }
    }

    private AuditLine line(EndedCall call) {
        return new AuditLine(
                call.began().truncatedTo(ChronoUnit.MILLIS).toString(),
                call.methodName(),
                call.tool(),
                call.user() == null ? null : names.shown(call.user()),
                call.profile(),
                call.address(),
                call.client(),
                call.version(),
                call.took().toMillis(),
                switch (call.outcome()) {
                    case Outcome.Succeeded succeeded -> "ok";
                    case Outcome.ToolFailed failed -> failed.code();
                    case Outcome.RpcFailed failed -> Integer.toString(failed.code());
                },
                call.sent() == null ? null : sent(call.sent()),
                call.changed() == null ? null : changed(call.changed()),
                call.refusedDomains().isEmpty() ? null : call.refusedDomains(),
                call.parent() == null ? null : call.parent().traceId());
    }

    private static AuditLine.Sent sent(SentMail mail) {
        List<String> domains = mail.recipients().stream()
                .map(address -> address.substring(address.lastIndexOf('@') + 1))
                .distinct()
                .sorted()
                .toList();
        return new AuditLine.Sent(
                mail.status(), mail.messageId(), mail.recipients().size(), domains, mail.repeated());
    }

    private AuditLine.Change changed(ChangedMails mails) {
        return new AuditLine.Change(
                mails.action().toLowerCase(Locale.ROOT),
                mails.status().toLowerCase(Locale.ROOT),
                mails.done(),
                mails.missing(),
                mails.left(),
                mails.matched() > 0 ? mails.matched() : null,
                mails.folder() == null ? null : "f-" + texts.name(mails.folder()),
                mails.query() == null ? null : "q-" + texts.name(mails.query()));
    }
}
