// SPDX-License-Identifier: MIT
/** What a browser shows of an HTML mail, against what we make of it. */
@NullMarked
package dev.mailboxmcp.oracle;

import org.jspecify.annotations.NullMarked;
