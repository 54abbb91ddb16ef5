// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.imap.TlsMode;
import dev.mailboxmcp.login.AllowedUsers;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mail provider, or several by the domains of users. */
class SitesSettingsTest {
    private static final Map<String, String> TWO = Map.of(
            "PROFILES", "corp,m365",
            "PROFILE_CORP_DOMAINS", "example.org, example.net",
            "PROFILE_CORP_IMAP_HOST", "imap.example.org",
            "PROFILE_M365_DOMAINS", "acme.example",
            "PROFILE_M365_PRESET", "microsoft365");

    @Test
    void theFormForOneServerStaysWhatItWas() {
        SitesSettings read = valid(Map.of("IMAP_HOST", "imap.example.org", "SMTP_HOST", "smtp.example.org"));

        assertThat(read.sites()).hasSize(1);
        SiteSettings only = read.sites().getFirst();
        assertThat(only.id()).isEmpty();
        assertThat(only.imap().host()).isEqualTo("imap.example.org");
        assertThat(Objects.requireNonNull(only.smtp()).host()).isEqualTo("smtp.example.org");
        assertThat(read.profiles().of("anna@anywhere.example")).isNull();
    }

    @Test
    void eachProfileHasServersOfItsOwn() {
        SitesSettings read = valid(and(
                TWO,
                "PROFILE_CORP_IMAP_PORT",
                "143",
                "PROFILE_CORP_SMTP_HOST",
                "smtp.example.org",
                "PROFILE_CORP_SMTP_PORT",
                "465",
                "PROFILE_CORP_SEND_MODE",
                "confirm"));

        SiteSettings corp = read.sites().get(0);
        SiteSettings m365 = read.sites().get(1);
        assertThat(corp.imap().tls()).isEqualTo(TlsMode.STARTTLS);
        assertThat(Objects.requireNonNull(corp.smtp()).encryption()).isEqualTo(SmtpSettings.Encryption.IMPLICIT);
        assertThat(Objects.requireNonNull(corp.sending()).mode()).hasToString("CONFIRM");
        assertThat(m365.imap().host()).isEqualTo("outlook.office365.com");
        assertThat(m365.imap().port()).isEqualTo(993);
        assertThat(Objects.requireNonNull(m365.smtp()).host()).isEqualTo("smtp.office365.com");
        assertThat(Objects.requireNonNull(m365.sending()).mode()).hasToString("ALLOW");
        assertThat(Objects.requireNonNull(m365.outbox()).appendCopy()).isFalse();
        assertThat(m365.logins()).isEqualTo(AcceptedLogins.OAUTH);
    }

    @Test
    void aPasswordNeverGoesToTheServerOfAnother() {
        SitesSettings read = valid(and(
                TWO,
                "IMAP_HOST",
                "imap.elsewhere.example",
                "IMAP_PORT",
                "1993",
                "SMTP_HOST",
                "smtp.elsewhere.example",
                "SMTP_PORT",
                "2587",
                "SEND_FROM_ALIASES",
                "*@elsewhere.example",
                "AUTH_RESULTS_ID",
                "mx.elsewhere.example"));

        SiteSettings corp = read.sites().get(0);
        assertThat(corp.imap().port()).isEqualTo(993);
        assertThat(corp.smtp()).isNull();
        assertThat(corp.senders().authServers()).isEmpty();
        assertThat(Objects.requireNonNull(read.sites().get(1).smtp()).port()).isEqualTo(587);
        assertThat(Objects.requireNonNull(read.sites().get(1).sending())
                        .senders()
                        .ownDomains())
                .isEmpty();
    }

    @Test
    void theSettingsOfTheCommonServersAreKnownWhereNoProfileHasThem() {
        Settings settings = settings(TWO);
        SitesSettings unused = SitesSettings.read(settings);

        assertThat(settings.asked()).contains("IMAP_HOST", "IMAP_PORT", "SMTP_HOST", "SENT_COPY", "SEND_FROM_ALIASES");
    }

    @Test
    void aSettingThatEachProfileHasItselfIsKnownWithoutAPrefixToo() {
        Settings settings = settings(and(
                TWO,
                "MAX_POOL_SIZE",
                "50",
                "PROFILE_CORP_MAX_POOL_SIZE",
                "10",
                "PROFILE_M365_MAX_POOL_SIZE",
                "20",
                "PROFILE_CORP_IMAP_CA_FILE",
                "",
                "PROFILE_M365_IMAP_CA_FILE",
                ""));
        SitesSettings unused = SitesSettings.read(settings);

        assertThat(settings.asked()).contains("MAX_POOL_SIZE", "IMAP_CA_FILE");
    }

    @Test
    void whatIsNoQuestionOfTheServerIsInherited() {
        SitesSettings read = valid(and(
                TWO,
                "MAX_POOL_SIZE",
                "7",
                "PROFILE_M365_MAX_POOL_SIZE",
                "9",
                "SEND_PER_MINUTE",
                "3",
                "DELETE_MODE",
                "confirm",
                "PROFILE_CORP_DELETE_MODE",
                "off"));

        assertThat(read.sites())
                .extracting(site -> site.imap().maxConnections())
                .containsExactly(7, 9);
        assertThat(read.sites())
                .extracting(site -> site.permissions().deleteMode().name())
                .containsExactly("OFF", "CONFIRM");
        assertThat(Objects.requireNonNull(read.sites().get(1).sending()).perMinute())
                .isEqualTo(3);
    }

    @Test
    void aProfileWithoutServersHasThoseOfAll() {
        SitesSettings read = valid(Map.of(
                "PROFILES", "staff,pupils",
                "PROFILE_STAFF_DOMAINS", "school.example",
                "PROFILE_PUPILS_DOMAINS", "pupils.school.example",
                "PROFILE_PUPILS_READ_ONLY", "true",
                "IMAP_HOST", "imap.school.example",
                "SMTP_HOST", "smtp.school.example"));

        assertThat(read.sites()).extracting(site -> site.imap().host()).containsOnly("imap.school.example");
        assertThat(read.sites()).extracting(SiteSettings::sends).containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource({
        "anna@example.org, corp",
        "anna@EXAMPLE.NET, corp",
        "anna@acme.example, m365",
        "'odd@acme.example@example.org', corp",
        "anna@sub.example.org,",
        "anna@example.org.evil.example,",
        "anna@,",
        "anna,"
    })
    void theDomainAfterTheLastAtPicksTheProfile(String user, String profile) {
        assertThat(valid(TWO).profiles().of(user)).isEqualTo(profile);
    }

    @Test
    void domainsInAnyScriptAreOne() {
        Map<String, String> variables = new HashMap<>(TWO);
        variables.put("PROFILE_CORP_DOMAINS", "bücher.example");

        SitesSettings read = valid(variables);

        assertThat(read.profiles().of("anna@xn--bcher-kva.example")).isEqualTo("corp");
        assertThat(read.profiles().of("anna@BÜCHER.example")).isEqualTo("corp");
    }

    @Test
    void oneProfileMayTakeTheRestAndOneTheUsersWithoutADomain() {
        Map<String, String> variables = new HashMap<>(TWO);
        variables.put("PROFILE_CORP_DOMAINS", "*");
        variables.put("DEFAULT_PROFILE", "m365");

        SitesSettings read = valid(variables);

        assertThat(read.profiles().of("anna@anywhere.example")).isEqualTo("corp");
        assertThat(read.profiles().of("anna@acme.example")).isEqualTo("m365");
        assertThat(read.profiles().of("anna")).isEqualTo("m365");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThat(problems(Map.of(
                        "PROFILES", "corp,M365,other,empty",
                        "DEFAULT_PROFILE", "nobody",
                        "PROFILE_CORP_DOMAINS", "example.org",
                        "PROFILE_CORP_IMAP_HOST", "imap.example.org",
                        "PROFILE_CORP_SMTP_PORT", "465",
                        "PROFILE_CORP_IMAP_HSOT", "imap.example.org",
                        "PROFILE_OTHER_DOMAINS", "EXAMPLE.org",
                        "PROFILE_OTHER_PRESET", "gmial",
                        "PROFILE_STRANGE_DOMAINS", "example.com")))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("PROFILES=M365 is wrong: needs 1 to 32"),
                        problem -> assertThat(problem).startsWith("DEFAULT_PROFILE=nobody is wrong"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "PROFILE_OTHER_DOMAINS=EXAMPLE.org is wrong: needs domains that no other profile"
                                                + " has, yet PROFILE_CORP_DOMAINS has this one"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "PROFILE_OTHER_PRESET=gmial is wrong: needs one of generic, microsoft365, gmail,"
                                                + " fastmail, icloud, yahoo"),
                        problem -> assertThat(problem).startsWith("PROFILE_EMPTY_DOMAINS is not set"),
                        problem -> assertThat(problem).startsWith("PROFILE_EMPTY_IMAP_HOST is not set"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "PROFILE_CORP_SMTP_PORT has no effect alone: needs PROFILE_CORP_SMTP_HOST too"),
                        problem -> assertThat(problem).startsWith("PROFILE_CORP_IMAP_HSOT is no setting of a profile"),
                        problem -> assertThat(problem)
                                .startsWith(
                                        "PROFILE_STRANGE_DOMAINS is set for a profile that PROFILES does not name"));
    }

    @Test
    void whatIsNoSettingOfAProfileIsToldWithTheNameThatWasMeant() {
        Settings settings = settings(and(
                TWO,
                "ALLOWED_USERS",
                "anna@example.org",
                "PROFILE_CORP_ALLOWED_USERS",
                "anna@example.org",
                "PROFILE_CORP_IMAP_PROT",
                "143",
                "PROFILE_M365_PORT",
                "143"));
        assertThat(settings.allowed("ALLOWED_USERS")).isNotNull();
        SitesSettings unused = SitesSettings.read(settings);

        assertThat(settings.problems())
                .containsExactly(
                        "PROFILE_CORP_ALLOWED_USERS is no setting of a profile: needs ALLOWED_USERS for all profiles,"
                                + " without the prefix",
                        "PROFILE_CORP_IMAP_PROT is no setting of a profile: needs PROFILE_CORP_IMAP_PORT perhaps",
                        "PROFILE_M365_PORT is no setting of a profile: needs a name as docs/configuration.md has it");
    }

    @Test
    void whatIsLeftOfTheOneServerIsWarnedOfWhereNobodyUsesIt() {
        String left = "IMAP_HOST is set, but every profile has mail servers of its own: it has no effect. Remove it";
        Map<String, String> both = and(TWO, "IMAP_HOST", "imap.example.org");
        Map<String, String> shared = and(both, "PROFILES", "corp,m365,other", "PROFILE_OTHER_DOMAINS", "*");

        assertThat(warnings(both)).containsExactly(left);
        assertThat(warnings(and(both, "IMAP_HOST", ""))).isEmpty();
        assertThat(warnings(shared)).isEmpty();
        assertThat(warnings(Map.of("IMAP_HOST", "imap.example.org"))).isEmpty();
    }

    @Test
    void aWarningNamesTheVariableOfTheProfile() {
        assertThat(warnings(and(
                        TWO,
                        "PROFILE_CORP_IMAP_TLS",
                        "false",
                        "PROFILE_M365_SMTP_TLS",
                        "false",
                        "PROFILE_M365_SEND_ALLOWED_DOMAINS",
                        "",
                        "PROFILE_CORP_DELEGATES",
                        "true",
                        "PROFILE_M365_DELEGATES",
                        "true")))
                .satisfiesExactlyInAnyOrder(
                        warning -> assertThat(warning).startsWith("PROFILE_CORP_IMAP_TLS=false: passwords"),
                        warning -> assertThat(warning).startsWith("PROFILE_M365_SMTP_TLS=false: passwords"),
                        warning ->
                                assertThat(warning).startsWith("PROFILE_M365_SEND_ALLOWED_DOMAINS is set to nothing"),
                        warning -> assertThat(warning).startsWith("PROFILE_CORP_DELEGATES=true: users may log in for"),
                        warning -> assertThat(warning).startsWith("PROFILE_M365_DELEGATES=true: users may log in for"));
    }

    @Test
    void aServerSetToNothingIsToldAndWhatToSetInstead() {
        assertThat(problems(and(TWO, "PROFILE_CORP_IMAP_HOST", "", "PROFILE_M365_SMTP_HOST", " ")))
                .containsExactlyInAnyOrder(
                        "PROFILE_CORP_IMAP_HOST is set to nothing: needs the name of the IMAP server, such as"
                                + " imap.example.com",
                        "PROFILE_M365_SMTP_HOST is set to nothing: needs the name of the submission server, or not to be"
                                + " set at all. Where nothing is to be sent, PROFILE_M365_SEND_MODE=off");
    }

    @Test
    void whoDiffersFromTheCommonServersInOneSettingLearnsWhatItDoes() {
        assertThat(problems(Map.of(
                        "IMAP_HOST", "imap.school.example",
                        "PROFILES", "staff,pupils",
                        "PROFILE_STAFF_DOMAINS", "school.example",
                        "PROFILE_PUPILS_DOMAINS", "pupils.school.example",
                        "PROFILE_PUPILS_IMAP_PORT", "1993")))
                .contains(
                        "PROFILE_PUPILS_IMAP_PORT gives this profile mail servers of its own, none of it from the settings"
                                + " without a prefix: needs PROFILE_PUPILS_IMAP_HOST too, or not to be set");
    }

    @Test
    void aWrongListOfProfilesIsNamedAndNotWhatFollowsFromIt() {
        assertThat(problems(and(TWO, "PROFILES", "corp;m365")))
                .singleElement()
                .asString()
                .startsWith("PROFILES=corp;m365 is wrong");
        assertThat(problems(and(TWO, "PROFILES", "Corp,m365")))
                .singleElement()
                .asString()
                .startsWith("PROFILES=Corp is wrong");
        assertThat(problems(and(TWO, "PROFILE_corp_IMAP_PORT", "143")))
                .containsExactly(
                        "PROFILE_corp_IMAP_PORT is set for a profile that PROFILES does not name: needs to be written"
                                + " PROFILE_CORP_IMAP_PORT");
    }

    @Test
    void whatIsNeededBesidesIsNamedAsTheProfileHasToSetIt() {
        assertThat(problems(and(TWO, "PROFILE_CORP_AUTH", "delegate")))
                .containsExactly(
                        "PROFILE_CORP_AUTH=delegate is wrong: needs PROFILE_CORP_OAUTH_ISSUER, PROFILE_CORP_OAUTH_CLIENT_ID"
                                + " and PROFILE_CORP_OAUTH_CLIENT_SECRET too, beside OAUTH_URL",
                        "PROFILE_CORP_DELEGATE_USER is not set: needs the user who may log in for all others",
                        "PROFILE_CORP_DELEGATE_PASSWORD is not set: needs the password of PROFILE_CORP_DELEGATE_USER, or"
                                + " PROFILE_CORP_DELEGATE_PASSWORD_FILE");
        assertThat(problems(and(TWO, "PROFILE_CORP_OAUTH_CLIENT_ID", "mailbox")))
                .contains("PROFILE_CORP_OAUTH_CLIENT_SECRET is not set: needs the secret of this server at the identity"
                        + " provider, or PROFILE_CORP_OAUTH_CLIENT_SECRET_FILE with the name of a file that holds it");
    }

    @Test
    void anOperatorsLoginThatCannotBeOneIsNotSaidToBeMissing() {
        assertThat(problems(and(
                        and(and(TWO, "PROFILE_CORP_AUTH", "delegate"), "PROFILE_CORP_DELEGATE_USER", "a\u0007b"),
                        "PROFILE_CORP_DELEGATE_PASSWORD",
                        "p".repeat(1025))))
                .contains(
                        "PROFILE_CORP_DELEGATE_USER is no name of a user: needs one that is not too long, without control"
                                + " characters",
                        "PROFILE_CORP_DELEGATE_PASSWORD is too long: needs a password of at most 1024 characters");
    }

    @Test
    void aProfileThatIsOpenToAnyLoginIsSaidToBeAndNeedsNoDomains() {
        Map<String, String> opened = and(
                TWO,
                "PROFILES",
                "corp,m365,old",
                "PROFILE_OLD_IMAP_HOST",
                "old.example.org",
                "PROFILE_OLD_BY_HEADER",
                "yes");

        assertThat(warnings(opened))
                .singleElement()
                .asString()
                .startsWith("PROFILE_OLD_BY_HEADER=true: whoever has a login");
        assertThat(valid(opened).sites()).extracting(SiteSettings::byHeader).containsExactly(false, false, true);
    }

    @Test
    void domainsThatMayNotUseTheServerAreWarnedOf() {
        assertThat(shutOut("anna@example.org, *.example"))
                .containsExactly(
                        "ALLOWED_USERS lets in nobody of example.net, which PROFILE_CORP_DOMAINS has. Name them in"
                                + " the one, or remove the domain from the other");
        assertThat(shutOut("example.org, @example.net, bob@ACME.example")).isEmpty();
        assertThat(shutOut("")).singleElement().asString().contains("set to nothing");
        assertThat(shutOut("anna"))
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning).contains("acme.example, which PROFILE_M365_DOMAINS has"));
    }

    private static List<String> shutOut(String allowedUsers) {
        Settings settings = settings(and(TWO, "ALLOWED_USERS", allowedUsers));
        AllowedUsers users = AllowedUsers.read(settings);
        SitesSettings.read(settings).warnOfDomainsShutOut(settings, users);
        return settings.warnings();
    }

    @Test
    void settingsAreNamedAsTheyHaveToBeMended() {
        SitesSettings read = valid(and(TWO, "PROFILE_CORP_SMTP_HOST", "smtp.example.org"));
        SitesSettings shared = valid(Map.of(
                "IMAP_HOST", "imap.school.example", "PROFILES", "staff", "PROFILE_STAFF_DOMAINS", "school.example"));

        assertThat(read.sites())
                .extracting(site -> site.imap().prefix())
                .containsExactly("PROFILE_CORP_", "PROFILE_M365_");
        assertThat(read.sites())
                .extracting(site -> Objects.requireNonNull(site.smtp()).prefix())
                .containsExactly("PROFILE_CORP_", "PROFILE_M365_");
        assertThat(shared.sites().getFirst().imap().prefix()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "imaps://imap.example.org, false",
        "imap.example.org:993, false",
        "192.0.2.1:993, false",
        "imap.example.org/inbox, false",
        "imap.example.org, true",
        "192.0.2.1, true",
        "2001:db8::1, true",
        "[2001:db8::1], true"
    })
    void aHostHasNoSchemeAndNoPort(String host, boolean valid) {
        assertThat(problems(Map.of("IMAP_HOST", host, "SMTP_HOST", host)))
                .hasSize(valid ? 0 : 2)
                .allSatisfy(problem -> assertThat(problem).endsWith("without a scheme or a port"));
    }

    @Test
    void aWrongValueIsBlamedOnTheVariableThatHasIt() {
        assertThat(problems(and(TWO, "MAX_POOL_SIZE", "many")))
                .singleElement()
                .asString()
                .startsWith("MAX_POOL_SIZE=many is wrong");
        assertThat(problems(and(TWO, "PROFILE_CORP_MAX_POOL_SIZE", "many")))
                .singleElement()
                .asString()
                .startsWith("PROFILE_CORP_MAX_POOL_SIZE=many is wrong");
    }

    @Test
    void aListOfProfilesThatIsEmptyOrTooLongIsWrong() {
        assertThat(problems(Map.of("PROFILES", " ", "IMAP_HOST", "imap.example.org")))
                .singleElement()
                .asString()
                .startsWith("PROFILES is set to nothing");
        assertThat(problems(Map.of("PROFILES", "a,a", "PROFILE_A_DOMAINS", "*", "PROFILE_A_PRESET", "gmail")))
                .singleElement()
                .asString()
                .startsWith("PROFILES=a is wrong");
    }

    private static SitesSettings valid(Map<String, String> variables) {
        Settings settings = settings(variables);
        SitesSettings read = SitesSettings.read(settings);
        assertThat(settings.problems()).isEmpty();
        return read;
    }

    private static List<String> problems(Map<String, String> variables) {
        Settings settings = settings(variables);
        SitesSettings unused = SitesSettings.read(settings);
        return settings.problems();
    }

    private static List<String> warnings(Map<String, String> variables) {
        Settings settings = settings(variables);
        SitesSettings unused = SitesSettings.read(settings);
        assertThat(settings.problems()).isEmpty();
        return settings.warnings();
    }

    private static Settings settings(Map<String, String> variables) {
        return new Settings(name -> Optional.ofNullable(variables.get(name)), variables.keySet());
    }

    private static Map<String, String> and(Map<String, String> variables, String... more) {
        Map<String, String> all = new HashMap<>(variables);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
