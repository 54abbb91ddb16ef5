// SPDX-License-Identifier: MIT
/** What a deployment offers, whatever the era in which it is asked for. */
@NullMarked
package dev.mailboxmcp.feature;

import org.jspecify.annotations.NullMarked;
