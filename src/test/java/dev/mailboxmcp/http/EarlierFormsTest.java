// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.Configuration;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.sites.SiteSettings;
import dev.mailboxmcp.sites.SitesSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens, headers and configurations from before there were several mail providers, as they were made then. */
class EarlierFormsTest {
    private static final String ADDRESS = "192.0.2.1";
    private static final CredentialTokens TOKENS = new CredentialTokens(
            TestKeys.single(TestKeys.FIRST),
            new TokenSettings("mailbox-mcp", Duration.ofDays(90), null),
            InstantSource.fixed(Instant.parse("2026-11-23T00:00:00Z")));
    private static final Profiles SEVERAL =
            new Profiles(Set.of("corp", "other"), Map.of("example.org", "corp"), "other");

    /** Made before tokens said what they are for: everything that there was then, reading and sending. */
    private static final String FIRST =
            "mbx1.k0.4SmLIiliXv5OPXOMmpBKKbQNo7FCJCotpNngWozVIQ5eesLcrQwdtTOMT9Jp6H_eUj6_phPOWHQnQPm3lWO1OYe3Huyt"
                    + "lRrnvDI1YMbKZGFpgHX99zIapOpdSdGHxelvvjO43x67fWISWUzfitAxJ5h7RsqycfbaEXeHrsqBoWzh4mQiyZy8FVoPkt6nXbAI"
                    + "8DDgGh2rfpbC175Cg_rlc3XI-PKpBzQqW4pgYfNpJ9vHH5i2ETzWeswa7v4kAgCQTYMnLS_lWLGyiiUKIduFLdThnmbj3vHODYz5"
                    + "7-HaRr_B5PcEfqFrtD_aoEWKKkqA8PcsaWZaakcgIjRHkISWE8CxlHngGKrd1plW7K6IXIYIWt8UVM5JM4ErTFH0THxQgxtp0Ss2"
                    + "83T8U4kipc1Wwx_46mZmpv2qIOFacfHwe61vd5VlBRVFGe2i6Ks";

    /** Made when they had a scope: reading alone, and mail to one domain. */
    private static final String NARROW =
            "mbx1.k0.6mFusp3xQ7cQRSWJVVNTvm3Q-H4Fcy3PNNGT-QHvd7eDuAHpvLChWHKcxLpliyWG9-9fStpeJS7Cj4ovi33Dy7T2w19V"
                    + "Lw0pcoN1ndha-sAYJG6ZQ2e0VwX72CKlBt_-cn1tshrequSGSK4fGKx-bUG6YPueuegDS1p-vnpCewmYn_vZXCazRK0Jcag_cH2j"
                    + "Gid6hOHUq6MxGy_oh-EyyrAyr4iSirqsGU2KDlUDWndtKwXkQZTVPIJNGyJROff-fmPEOwY42FC9cfd_uEL52wYrLM0CqTrz0cVV"
                    + "oQGgCMHrSUU2mhVcRTSYOO7kqodslkXxwwZKhj4iE9-oq5ReHSNiD772ZNg8DPM2oCMAv05ZxBM9-gxVB9i3SBFtVvNP4ID2nkn4"
                    + "49cT9mX5J0IXer2giz9tv22CM3fuX6tt6Oz5CbQ5jyokAGt7K9Y";

    /** Made when they had begun to name their permissions: reading and organizing. */
    private static final String PERMISSIONS =
            "mbx1.k0.X2dbvJNfPbJ6ymGPz9uUipNwd31I1Ik8XGFdAnV_R_l4z70mY5wEOR3kRdxnMiLY70FdhAMkfDSoz-gG2iSrjef4pGGy"
                    + "rMi5NfG5MWvWVpBSI0FaQaN0IFiWYZvNm9bIxT0TEibJadOKIOfiNBjbVwygabCGBdpRndpLIrMwohkdP12QFHwLXCfGK8EKuBQ9"
                    + "EY1YgkVGfk8pXKG8ZnKq9fhC-s4g6mDDAGGvc_UQIZj1d8XyfyOcI905cEdM8syg_HcoEjA9mxuo4pSFqLihXhfUo1jpUZpM2P6F"
                    + "YoXGsUgQXx9prWrdz_MBjwUUfOfxziwVZs33e_Ng0ME_MSTatwlXx4G5rKstmU5LbfEztrRrfq1PXw1XxKJAVXqfn3uL0jUbZCw1"
                    + "i1WWxoFUI2u-sltXw6LHY7Ru1uQPUSgTGADxJ0DNbec4aiXKWKA";

    /** Made for a profile. */
    private static final String PLACED =
            "mbx1.k0.RKndHKoLzUKmOD6QDRsgWw_kwx45JN3p4OP6Imebmsc-fIYIwJz1SFjWwr2-AZW6B8bQ4Ag6x9spaqDd4CVG1NcocgQ1"
                    + "JQ_36AI_s67SKdOWu-BNnngXrWiX4As6v5plbpnrPoVPitR4YMi_vLQvyrQ9EZ9GHw5YFTIluZAGYU_jHoEUwWYIoI6bhxfjrw25"
                    + "RsczhUQuTDcx2B_blWsKLnZsMYAD1fG1-s9XmqQIqAB94xLmZ8iLox0bBb8YOpEhJK3dSDHfyFptDxM-aj5zZoXM6goBuNthzRBe"
                    + "YCbbhhB8m59__vKGquLOUZfr99BSAy_qFF0AlJDTWNv49wQiqXPavl0WAMIhnF7wzWnavIJ06Gqe9pYA4FxPF1_-GcEiqTw83uKQ"
                    + "8lc3ZgHQdFWSEuOtm2CbKQIuMZt3c09_4782_e27B3KUqfb0kCs";

    static Stream<Arguments> tokens() {
        Set<Permission> readAndSend = Set.of(Permission.READ, Permission.SEND);
        Set<Permission> readAndOrganize = Set.of(Permission.READ, Permission.ORGANIZE);
        return Stream.of(
                Arguments.of(FIRST, readAndSend, null, null),
                Arguments.of(NARROW, Set.of(Permission.READ), Set.of("example.org"), null),
                Arguments.of(PERMISSIONS, readAndOrganize, null, null),
                Arguments.of(PLACED, Set.of(Permission.values()), null, "corp"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void aTokenOpensWhatItDidAndGoesByTheDomainOfItsUserWhereThereAreProfilesNow(
            String token, Set<Permission> permissions, @Nullable Set<String> domains, @Nullable String profile) {
        Map<String, List<String>> headers = Map.of("authorization", List.of("Bearer " + token));
        Credentials alone = opened(Profiles.SINGLE, headers);
        Credentials among = opened(SEVERAL, headers);

        assertThat(alone.user()).isEqualTo("alice@example.org");
        assertThat(alone.login().secret().reveal()).isEqualTo("s3cret");
        assertThat(alone.delegate()).isNull();
        assertThat(alone.grant().permissions()).containsExactlyInAnyOrderElementsOf(permissions);
        assertThat(alone.grant().recipientDomains()).isEqualTo(domains);
        assertThat(alone.profile()).isEqualTo(profile);
        assertThat(among).isEqualTo(alone.at("corp"));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("alice@example.org", "corp"),
                Arguments.of("alice", "other"),
                Arguments.of("alice@elsewhere.example", null));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void twoHeadersAreEnoughAsTheyWere(String user, @Nullable String profile) {
        Map<String, List<String>> headers = Map.of("x-imap-user", List.of(user), "x-imap-pass", List.of("s3cret"));

        assertThat(opened(Profiles.SINGLE, headers).profile()).isNull();
        assertThat(opened(Profiles.SINGLE, headers).user()).isEqualTo(user);
        assertThat(opened(SEVERAL, headers).profile()).isEqualTo(profile);
    }

    static Stream<Arguments> configurations() {
        return Stream.of(
                Arguments.of(Map.of(), "imap.example.org:993/IMPLICIT", null),
                Arguments.of(Map.of("IMAP_PORT", "143"), "imap.example.org:143/STARTTLS", null),
                Arguments.of(
                        Map.of("IMAP_TLS", "false", "IMAP_HOST", "localhost", "IMAP_PORT", "1143"),
                        "localhost:1143/NONE",
                        null),
                Arguments.of(
                        Map.of("SMTP_HOST", "smtp.example.org"),
                        "imap.example.org:993/IMPLICIT",
                        "smtp.example.org:587/STARTTLS"),
                Arguments.of(
                        Map.of("SMTP_HOST", "smtp.example.org", "SMTP_PORT", "465", "SENT_COPY", "server"),
                        "imap.example.org:993/IMPLICIT",
                        "smtp.example.org:465/IMPLICIT"),
                Arguments.of(
                        Map.of(
                                "SMTP_HOST",
                                "smtp.example.org",
                                "SEND_MODE",
                                "confirm",
                                "SEND_FROM_ALIASES",
                                "*@example.org"),
                        "imap.example.org:993/IMPLICIT",
                        "smtp.example.org:587/STARTTLS"));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void aConfigurationOfOneServerIsOneForEverybody(
            Map<String, String> variables, String imap, @Nullable String submission) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("IMAP_HOST", "imap.example.org");
        all.put("ENCRYPTION_KEY", TestKeys.FIRST);
        Settings settings = new Settings(name -> Optional.ofNullable(all.get(name)), all.keySet());

        SitesSettings read =
                Objects.requireNonNull(Configuration.read(settings)).sites();

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
        assertThat(read.profiles()).isEqualTo(Profiles.SINGLE);
        SiteSettings only = read.sites().getFirst();
        assertThat(read.sites()).hasSize(1);
        assertThat(only.id()).isEmpty();
        assertThat(only.imap().host() + ":" + only.imap().port() + "/"
                        + only.imap().tls())
                .isEqualTo(imap);
        assertThat(
                        only.smtp() == null
                                ? null
                                : only.smtp().host() + ":" + only.smtp().port() + "/"
                                        + only.smtp().encryption())
                .isEqualTo(submission);
        assertThat(only.delegates()).isFalse();
    }

    private static Credentials opened(Profiles profiles, Map<String, List<String>> headers) {
        return Objects.requireNonNull(
                new Callers(TOKENS, profiles).read(headers, ADDRESS).credentials());
    }
}
