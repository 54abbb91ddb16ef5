// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;

/**
 * The ways by which users of this server get tokens; the command line is there in any case.
 *
 * @param tool whether the tool is offered, which takes the password through the model
 * @param page whether {@code /connect} is served where nobody can read along
 */
public record TokenSources(boolean tool, boolean page) {
    /** Reads {@code TOKEN_TOOL} and {@code CONNECT_PAGE}. */
    public static TokenSources read(Settings settings) {
        return new TokenSources(settings.flag("TOKEN_TOOL", true), settings.flag("CONNECT_PAGE", true));
    }
}
