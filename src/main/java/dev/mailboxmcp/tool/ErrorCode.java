// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

/** The codes of failures that the agent or the user can act on. They are part of the contract of the tools. */
public enum ErrorCode {
    INVALID_ARGUMENT,
    NO_CREDENTIALS,
    BAD_TOKEN,
    LOGIN_FAILED,
    MAIL_SERVER_UNAVAILABLE,
    BUSY,
    THROTTLED,
    TIMEOUT,
    FOLDER_NOT_FOUND,
    MESSAGE_NOT_FOUND,
    PART_NOT_FOUND,
    STALE_UID,
    CONFLICT,
    TOO_LARGE,
    MAILBOX_FULL,
    SEND_REJECTED,
    NOT_ALLOWED
}
