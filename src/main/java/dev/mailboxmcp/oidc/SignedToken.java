// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import dev.mailboxmcp.rpc.BoundedJson;
import dev.mailboxmcp.rpc.MalformedMessageException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A JWT whose signature was made by one of the keys that it has to be made by, with an algorithm of this short list, whatever
 * else its header asks for: there is no {@code none}, no shared secret, and a key that stands in the token itself is not
 * looked at. RFC 7515, RFC 7519, RFC 8725. Immutable.
 */
public final class SignedToken {
    /** The algorithms that are known here. */
    public static final List<String> ALGORITHMS = List.of("RS256", "PS256", "ES256");

    private static final int MAX_LENGTH = 16 * 1024;
    private static final int SHA256_LENGTH = 32;
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private final @Nullable String type;
    private final JsonObject claims;

    private SignedToken(@Nullable String type, JsonObject claims) {
        this.type = type;
        this.claims = claims;
    }

    /** Where the keys come from. */
    public interface Keys {
        /**
         * May block.
         *
         * @param id that the token names; null where it names none
         */
        List<PublicKey> candidates(@Nullable String id, String algorithm) throws ProviderException;

        /**
         * Those of now, where none of the others made a signature; empty where it is too early to ask again. May block.
         *
         * @param id as above
         */
        List<PublicKey> newer(@Nullable String id, String algorithm) throws ProviderException;
    }

    /** @throws ProviderException {@code NOT_PROVEN} if it is no such token */
    public static SignedToken verified(String compact, Keys keys) throws ProviderException {
        String[] parts = compact.length() > MAX_LENGTH ? new String[0] : compact.split("\\.", -1);
        if (parts.length != 3) {
            throw ProviderException.notProven("it is no signed token");
        }
        JsonObject header = json(parts[0]);
        String algorithm = ProviderMetadata.text(header, "alg");
        if (!ALGORITHMS.contains(algorithm)) {
            throw ProviderException.notProven("its algorithm is not RS256, PS256 or ES256");
        }
        if (header.containsKey("crit")) {
            throw ProviderException.notProven("its header asks for something that is not known here");
        }
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = decoded(parts[2]);
        String id = header.get("kid") instanceof JsonString text ? text.getString() : null;
        Predicate<PublicKey> made = key -> isSignature(signature, signed, key, algorithm);
        if (keys.candidates(id, algorithm).stream().noneMatch(made)
                && keys.newer(id, algorithm).stream().noneMatch(made)) {
            throw ProviderException.notProven("none of the keys made its signature");
        }
        String type = header.get("typ") instanceof JsonString text ? text.getString() : null;
        return new SignedToken(type, json(parts[1]));
    }

    /** Whom a token says that it is about, unchecked; empty where it says nothing that can be read. */
    public static String allegedSubject(String compact) {
        String[] parts = compact.length() > MAX_LENGTH ? new String[0] : compact.split("\\.", -1);
        try {
            return parts.length == 3 ? ProviderMetadata.text(json(parts[1]), "sub") : "";
        } catch (ProviderException e) {
            return "";
        }
    }

    private static boolean isSignature(byte[] signature, byte[] signed, PublicKey key, String algorithm) {
        try {
            Signature check = switch (algorithm) {
                case "RS256" -> key instanceof RSAPublicKey ? Signature.getInstance("SHA256withRSA") : null;
                case "PS256" -> key instanceof RSAPublicKey ? pss() : null;
                case "ES256" ->
                    key instanceof ECPublicKey ? Signature.getInstance("SHA256withECDSAinP1363Format") : null;
                default -> null;
            };
            if (check == null) {
                return false;
            }
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Signature pss() throws GeneralSecurityException {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SHA256_LENGTH, 1));
        return pss;
    }

    private static JsonObject json(String part) throws ProviderException {
        try {
            if (BoundedJson.read(decoded(part)) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedMessageException e) {
            // said below
        }
        throw ProviderException.notProven("it holds no JSON");
    }

    private static byte[] decoded(String part) throws ProviderException {
        try {
            if (part.indexOf('=') < 0) {
                return Base64.getUrlDecoder().decode(part);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw ProviderException.notProven("it is no base64url");
    }

    /** What its header says that it is; null where it says nothing. */
    public @Nullable String type() {
        return type;
    }

    /** A claim that is a text; empty where there is none. */
    public String text(String name) {
        return ProviderMetadata.text(claims, name);
    }

    /** Whether a claim is true, be it as text, as some providers write it. */
    public boolean isTrue(String name) {
        return JsonValue.TRUE.equals(claims.get(name)) || text(name).equals("true");
    }

    /** Whether it is for that audience, among others perhaps. */
    public boolean isFor(String audience) {
        return audiences().contains(audience);
    }

    /** Whom it is for. RFC 7519 4.1.3 */
    public List<String> audiences() {
        return claims.get("aud") instanceof JsonArray all
                ? all.stream()
                        .filter(JsonString.class::isInstance)
                        .map(value -> ((JsonString) value).getString())
                        .toList()
                : text("aud").isEmpty() ? List.of() : List.of(text("aud"));
    }

    /** A claim that is a moment; null where there is none. */
    public @Nullable Instant moment(String name) {
        if (!(claims.get(name) instanceof JsonNumber number)) {
            return null;
        }
        double seconds = number.doubleValue();
        return seconds >= 0 && seconds < Integer.MAX_VALUE * 4.0 ? Instant.ofEpochSecond((long) seconds) : null;
    }

    /**
     * @throws ProviderException {@code NOT_PROVEN} unless it says until when it is good, that is not over, and it is not from
     *     the future; clocks may differ by a minute
     */
    public void checkTime(Instant now) throws ProviderException {
        Instant expires = moment("exp");
        Instant notBefore = moment("nbf");
        Instant issued = moment("iat");
        if (expires == null || !now.minus(CLOCK_SKEW).isBefore(expires)) {
            throw ProviderException.notProven("it is over, or does not say when it will be");
        }
        Instant later = now.plus(CLOCK_SKEW);
        if ((notBefore != null && notBefore.isAfter(later)) || (issued != null && issued.isAfter(later))) {
            throw ProviderException.notProven("it is from the future: the clocks differ by more than a minute");
        }
    }

    @Override
    public String toString() {
        return "SignedToken[***]";
    }
}
