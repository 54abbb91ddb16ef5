// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import java.util.logging.Level;

/** {@code LOG_LEVEL}: the least important lines of ours that are written. */
public enum LogThreshold {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    Level level() {
        return switch (this) {
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }
}
