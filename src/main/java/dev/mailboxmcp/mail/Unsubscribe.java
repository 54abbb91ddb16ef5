// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * How a mail says that its reader leaves the list (RFC 2369 3.2). A stranger wrote it, and nothing here ever asks for it.
 *
 * @param mailto an address that can be written to, with {@code ?subject=} where the mail wants one; null for none
 * @param url by HTTPS; null for none
 * @param oneClick true where the URL takes a POST without further questions (RFC 8058) and the receiving mail server found
 *     both fields signed; null otherwise
 */
public record Unsubscribe(
        @Nullable String mailto,
        @Nullable String url,
        @Nullable Boolean oneClick) {}
