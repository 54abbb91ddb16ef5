// SPDX-License-Identifier: MIT
@NullMarked
package dev.mailboxmcp.extract;

import org.jspecify.annotations.NullMarked;
