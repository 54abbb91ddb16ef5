// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oidc;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public keys that somebody signs with, as far as they are known here: RSA from 2048 bits on, and P-256. RFC 7517 */
public final class JsonWebKeys {
    private static final int MAX_KEYS = 50;
    private static final int SHORTEST_RSA = 2048;
    private static final int LONGEST_RSA = 8192;

    private final List<Named> keys;

    /**
     * @param id null where it has none
     * @param algorithm the only one that it is for; null for those of its kind
     */
    private record Named(@Nullable String id, @Nullable String algorithm, PublicKey key) {}

    private JsonWebKeys(List<Named> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Those of a key set that may check signatures; the others are passed over. */
    public static JsonWebKeys read(JsonObject set) {
        List<Named> read = new ArrayList<>();
        if (set.get("keys") instanceof JsonArray all) {
            all.stream()
                    .limit(MAX_KEYS)
                    .filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast)
                    .forEach(key -> add(key, read));
        }
        return new JsonWebKeys(read);
    }

    private static void add(JsonObject key, List<Named> to) {
        String use = ProviderMetadata.text(key, "use");
        if (!use.isEmpty() && !use.equals("sig")) {
            return;
        }
        try {
            PublicKey read = switch (ProviderMetadata.text(key, "kty")) {
                case "RSA" -> rsa(key);
                case "EC" -> p256(key);
                default -> null;
            };
            if (read != null) {
                to.add(new Named(optional(key, "kid"), optional(key, "alg"), read));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // one that is no key is none
        }
    }

    private static @Nullable PublicKey rsa(JsonObject key) throws GeneralSecurityException {
        BigInteger modulus = number(key, "n");
        int length = modulus.bitLength();
        return length < SHORTEST_RSA || length > LONGEST_RSA
                ? null
                : KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(key, "e")));
    }

    private static @Nullable PublicKey p256(JsonObject key) throws GeneralSecurityException {
        if (!ProviderMetadata.text(key, "crv").equals("P-256")) {
            return null;
        }
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(
                        new ECPoint(number(key, "x"), number(key, "y")),
                        curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonObject key, String name) {
        byte[] bytes = Base64.getUrlDecoder().decode(ProviderMetadata.text(key, name));
        if (bytes.length == 0) {
            throw new IllegalArgumentException("no " + name);
        }
        return new BigInteger(1, bytes);
    }

    private static @Nullable String optional(JsonObject key, String name) {
        String text = ProviderMetadata.text(key, name);
        return text.isEmpty() ? null : text;
    }

    /**
     * The keys that may have made a signature.
     *
     * @param id that the signature names; null for all
     * @param algorithm of JWS
     */
    List<PublicKey> candidates(@Nullable String id, String algorithm) {
        return keys.stream()
                .filter(key -> id == null || id.equals(key.id()))
                .filter(key -> key.algorithm() == null || key.algorithm().equals(algorithm))
                .map(Named::key)
                .toList();
    }
}
