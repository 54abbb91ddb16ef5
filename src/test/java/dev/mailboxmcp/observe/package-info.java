// SPDX-License-Identifier: MIT
@NullMarked
package dev.mailboxmcp.observe;

import org.jspecify.annotations.NullMarked;
