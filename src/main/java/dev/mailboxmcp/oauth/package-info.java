// SPDX-License-Identifier: MIT
/**
 * The authorization server of OAuth 2.1, which stores nothing: clients, forms, codes and tokens are sealed, and held by those
 * whom they concern. It knows neither HTTP nor mail; {@code http} has its endpoints and pages.
 */
@NullMarked
package dev.mailboxmcp.oauth;

import org.jspecify.annotations.NullMarked;
