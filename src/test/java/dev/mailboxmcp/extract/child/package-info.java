// SPDX-License-Identifier: MIT
@NullMarked
package dev.mailboxmcp.extract.child;

import org.jspecify.annotations.NullMarked;
