// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Applies {@code LOG_LEVEL} to our own loggers on any server, and silences Jakarta Mail, whose protocol traces hold
 * passwords and mail. Lines of ours at debug are written at info with {@value #DEBUG_MARK} in front, since servers keep
 * finer levels out of their console.
 *
 * <p>Thread-safe. Loggers belong to the whole server: the silence reaches other applications that use the same copy of
 * Jakarta Mail, until {@link #reset()}.
 */
final class Logging {
    static final String DEBUG_MARK = "[debug] ";

    // Held here, since the JVM forgets the settings of a logger that nobody holds
    private static final Logger OURS = Logger.getLogger("dev.mailboxmcp");

    /** Each by name: a server that sets levels by pattern sets them on every logger, over those of a parent. */
    private static final List<Logger> MAIL_TRACES = Stream.of(
                    "jakarta.mail",
                    "org.eclipse.angus",
                    "org.eclipse.angus.mail",
                    "org.eclipse.angus.mail.auth",
                    "org.eclipse.angus.mail.iap",
                    "org.eclipse.angus.mail.imap",
                    "org.eclipse.angus.mail.imap.connectionpool",
                    "org.eclipse.angus.mail.imap.messagecache",
                    "org.eclipse.angus.mail.imap.protocol",
                    "org.eclipse.angus.mail.pop3",
                    "org.eclipse.angus.mail.pop3.protocol",
                    "org.eclipse.angus.mail.smtp",
                    "org.eclipse.angus.mail.smtp.protocol",
                    "org.eclipse.angus.mail.util")
            .map(Logger::getLogger)
            .toList();

    /**
     * Where Jakarta Mail writes the same traces for classes of ours that extend its own: it names the loggers after their
     * packages. Silenced without a level, which the loggers of the packages' classes would inherit.
     */
    private static final List<Logger> MAIL_TRACES_UNDER_OUR_NAMES = Stream.of(
                    "dev.mailboxmcp.imap",
                    "dev.mailboxmcp.imap.protocol",
                    "dev.mailboxmcp.smtp",
                    "dev.mailboxmcp.smtp.protocol")
            .map(Logger::getLogger)
            .toList();

    private Logging() {}

    static void apply(LogThreshold level) {
        reset();
        OURS.setLevel(level.level());
        if (level == LogThreshold.DEBUG) {
            OURS.addHandler(new DebugLines());
        }
        for (Logger logger : MAIL_TRACES) {
            logger.setLevel(Level.OFF);
            logger.setFilter(record -> false); // stays where a server sets the level again later
        }
        for (Logger logger : MAIL_TRACES_UNDER_OUR_NAMES) {
            logger.setFilter(record -> false);
        }
    }

    /** Takes everything back, so that an undeployed application leaves nothing behind. */
    static void reset() {
        for (Handler handler : OURS.getHandlers()) {
            // by name: one of an earlier deployment has a class of another loader
            if (handler.getClass().getName().equals(DebugLines.class.getName())) {
                OURS.removeHandler(handler);
            }
        }
        OURS.setLevel(null);
        for (Logger logger : MAIL_TRACES) {
            logger.setLevel(null);
            logger.setFilter(null);
        }
        for (Logger logger : MAIL_TRACES_UNDER_OUR_NAMES) {
            logger.setFilter(null);
        }
    }

    /** Says again at info what was said below it. */
    private static final class DebugLines extends Handler {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                return;
            }
            LogRecord again = new LogRecord(Level.INFO, DEBUG_MARK + line.getMessage());
            again.setLoggerName(line.getLoggerName());
            again.setParameters(line.getParameters());
            again.setThrown(line.getThrown());
            again.setSourceClassName(line.getSourceClassName());
            again.setSourceMethodName(line.getSourceMethodName());
            Logger.getLogger(Objects.requireNonNullElse(line.getLoggerName(), OURS.getName()))
                    .log(again);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
