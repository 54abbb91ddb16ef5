// SPDX-License-Identifier: MIT
package dev.mailboxmcp.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.access.CallLimits;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.login.LoginSettings;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.settings.Settings;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementBeansTest {
    private final GreenMailServer mail = GreenMailServer.start();
    private final Settings settings = settings(Map.of(
            "ENCRYPTION_KEYS",
            "k2:5d90e7b2c84a1f3696ed20cb7f1853a4e9b60d71c2f8459a0be37d16a58cf024,"
                    + "k1:a3f1c29e5b7d08468c1be0d9724f6a35fe18b7c06d4293ea51870fbc3d62e94a",
            "IMAP_HOST",
            mail.host(),
            "IMAP_PORT",
            "" + mail.imapPort(),
            "IMAP_TLS",
            "false"));
    private final InstantSource clock = InstantSource.system();
    private final CredentialTokens tokens = new CredentialTokens(
            Objects.requireNonNull(EncryptionKeys.read(settings)), TokenSettings.read(settings), clock);
    private final LoginGuard logins = new LoginGuard(LoginSettings.read(settings), UserNames.hidden(), clock);
    private final CallBudgets calls = new CallBudgets(CallLimits.read(settings), clock);
    private final ImapConnector connector = new ImapConnector(ImapSettings.read(settings));
    private final ImapPool pool = new ImapPool(connector, logins, clock);
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();

    @AfterEach
    void stop() {
        pool.close();
        connector.close();
        mail.close();
    }

    @Test
    void showTokensByKeyLoginsAndConnections() throws Exception {
        try (ManagementBeans beans = beans()) {
            assertThat(beans.names()).hasSize(4);
            tokens.open(tokens.seal(alice()).token());
            pool.read(alice(), connection -> true);
            assertThat(catchThrowable(() -> pool.read(wrong(), connection -> true)))
                    .isNotNull();
            assertThat(catchThrowable(() -> pool.read(wrong(), connection -> true)))
                    .isNotNull();

            assertThat(get("Tokens", "SealingKeyId")).isEqualTo("k2");
            TabularData opened = (TabularData) get("Tokens", "OpenedByKeyId");
            assertThat(Objects.requireNonNull(opened.get(new Object[] {"k2"})).get("value"))
                    .isEqualTo(1L);
            assertThat(Objects.requireNonNull(opened.get(new Object[] {"k1"})).get("value"))
                    .isEqualTo(0L);
            assertThat(get("Logins", "Accepted")).isEqualTo(1L);
            assertThat(get("Logins", "Refused")).isEqualTo(1L);
            assertThat(get("Logins", "Repeated")).isEqualTo(1L);
            assertThat(get("Calls", "Throttled")).isEqualTo(0L);
            assertThat(get("ImapConnections", "Idle")).isEqualTo(1);
            assertThat(get("ImapConnections", "Total")).isEqualTo(1);
        }
    }

    @Test
    void evictTheConnectionsOfAUserOrOfAll() throws Exception {
        try (ManagementBeans beans = beans()) {
            pool.read(alice(), connection -> true);
            invoke("evict", new Object[] {"bob@example.org"}, String.class.getName());
            assertThat(get("ImapConnections", "Idle")).isEqualTo(1);
            invoke("evict", new Object[] {alice().user()}, String.class.getName());
            assertThat(get("ImapConnections", "Idle")).isEqualTo(0);

            pool.read(alice(), connection -> true);
            invoke("evictAll", new Object[0]);
            assertThat(get("ImapConnections", "Idle")).isEqualTo(0);
        }
    }

    @Test
    void areThereForEachCopyAndGoneWithIt() {
        try (ManagementBeans first = beans();
                ManagementBeans second = beans()) {
            assertThat(second.names())
                    .extracting(ObjectName::getCanonicalName)
                    .contains("dev.mailboxmcp:copy=2,type=Tokens");
            assertThat(server.queryNames(null, null)).containsAll(first.names()).containsAll(second.names());
        }
        assertThat(server.queryNames(null, null))
                .noneMatch(name -> name.getDomain().equals(ManagementBeans.DOMAIN));
    }

    @Test
    void nothingCanBeSet() throws Exception {
        try (ManagementBeans beans = beans()) {
            for (ObjectName name : beans.names()) {
                assertThat(server.getMBeanInfo(name).getAttributes()).noneMatch(attribute -> attribute.isWritable());
            }
            assertThat(catchThrowable(() -> server.setAttribute(
                            new ObjectName("dev.mailboxmcp:type=Calls"), new Attribute("Throttled", 0L))))
                    .isNotNull();
        }
    }

    private ManagementBeans beans() {
        return new ManagementBeans(server, tokens, calls).with("", logins, pool);
    }

    private Object get(String type, String attribute) throws Exception {
        return server.getAttribute(new ObjectName("dev.mailboxmcp:type=" + type), attribute);
    }

    private void invoke(String operation, Object[] arguments, String... types) throws Exception {
        server.invoke(new ObjectName("dev.mailboxmcp:type=ImapConnections"), operation, arguments, types);
    }

    private Credentials alice() {
        MailUser alice = mail.alice();
        return new Credentials(alice.address(), new Secret(alice.password()));
    }

    private Credentials wrong() {
        return new Credentials(mail.bob().address(), new Secret("wrong"));
    }

    private static Settings settings(Map<String, String> environment) {
        return new Settings(name -> Optional.ofNullable(environment.get(name)));
    }
}
