// SPDX-License-Identifier: MIT
/** Mail servers that break TLS, or what comes before it. */
@NullMarked
package dev.mailboxmcp.tls;

import org.jspecify.annotations.NullMarked;
