// SPDX-License-Identifier: MIT
/** Instructions that a client may load as skills: files of this application, the same for everybody. */
@NullMarked
package dev.mailboxmcp.skill;

import org.jspecify.annotations.NullMarked;
