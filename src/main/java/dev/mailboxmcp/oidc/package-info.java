// SPDX-License-Identifier: MIT
/**
 * A relying party of OpenID Connect: sends users to an identity provider, and changes what comes back into tokens. It keeps
 * nothing of users; what a provider says of itself is remembered for a while.
 */
@NullMarked
package dev.mailboxmcp.oidc;

import org.jspecify.annotations.NullMarked;
