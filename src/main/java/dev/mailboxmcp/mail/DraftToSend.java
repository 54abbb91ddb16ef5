// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * A draft that is to be sent.
 *
 * @param folder null for the folder of drafts
 * @param uidValidity under which the caller saw it; null if the caller did not say
 * @param digest of the version that is meant, as saving it gave; null for whichever lies there
 */
public record DraftToSend(
        @Nullable FolderPath folder,
        @Nullable Long uidValidity,
        long uid,
        @Nullable String digest) {}
