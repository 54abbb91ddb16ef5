// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What an identity provider says of itself. OpenID Connect Discovery 1.0 section 3
 *
 * @param authorizationEndpoint where users are sent
 * @param namesItself whether it says in each answer that it is the one who answers. RFC 9207
 * @param takesBasic whether it takes the secret as HTTP's Basic authentication, which is the default
 */
record ProviderMetadata(
        String authorizationEndpoint,
        ProviderUrl tokenEndpoint,
        ProviderUrl keys,
        boolean namesItself,
        boolean takesBasic) {
    /** @throws ProviderException if it is the document of another issuer, or has no usable URLs */
    static ProviderMetadata read(String issuer, JsonObject document) throws ProviderException {
        if (!text(document, "issuer").equals(issuer)) {
            throw ProviderException.away(
                    "its metadata are those of another issuer: OAUTH_ISSUER must be exactly what" + " they name");
        }
        String authorization = text(document, "authorization_endpoint");
        ProviderUrl page = ProviderUrl.parse(authorization);
        ProviderUrl token = ProviderUrl.parse(text(document, "token_endpoint"));
        ProviderUrl keys = ProviderUrl.parse(text(document, "jwks_uri"));
        if (page == null || token == null || keys == null) {
            throw ProviderException.away(
                    "its metadata name no usable authorization_endpoint, token_endpoint or jwks_uri");
        }
        return new ProviderMetadata(
                authorization,
                token,
                keys,
                JsonValue.TRUE.equals(document.get("authorization_response_iss_parameter_supported")),
                takesBasic(document));
    }

    private static boolean takesBasic(JsonObject document) {
        return !(document.get("token_endpoint_auth_methods_supported") instanceof JsonArray methods)
                || methods.stream()
                        .anyMatch(method -> method instanceof JsonString text
                                && text.getString().equals("client_secret_basic"));
    }

    static String text(JsonObject document, String name) {
        return document.get(name) instanceof JsonString text ? text.getString() : "";
    }
}
