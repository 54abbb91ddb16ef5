// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a domain says about its mail servers, as lines for an administrator. */
class ProfileCommandTest {
    private final Map<String, List<String>> dns = new HashMap<>();
    private final Map<String, String> web = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theServersOfSrvRecordsBecomeSettingsThePreferredOnesFirst() {
        dns.put("SRV _imaps._tcp.example.org", List.of("20 0 993 b.example.org.", "10 5 1993 imap.example.org."));
        dns.put("SRV _imap._tcp.example.org", List.of("0 0 0 ."));
        dns.put("SRV _submissions._tcp.example.org", List.of("0 1 465 smtp.hoster.example."));

        assertThat(run("Example.org")).isZero();

        assertThat(printed(out))
                .containsExactly(
                        "# What example.org says of itself. Nobody has checked it: passwords will go to these hosts.",
                        "# Besides those that are there:",
                        "PROFILES=example",
                        "PROFILE_EXAMPLE_DOMAINS=example.org",
                        "# SRV _imaps._tcp.example.org",
                        "PROFILE_EXAMPLE_IMAP_HOST=imap.example.org",
                        "PROFILE_EXAMPLE_IMAP_PORT=1993",
                        "# SRV _imaps._tcp.example.org",
                        "# PROFILE_EXAMPLE_IMAP_HOST=b.example.org",
                        "# SRV _submissions._tcp.example.org; of another domain: is it the provider?",
                        "PROFILE_EXAMPLE_SMTP_HOST=smtp.hoster.example",
                        "PROFILE_EXAMPLE_SMTP_PORT=465");
    }

    @Test
    void theAutoconfigurationOfTheDomainIsReadWithoutServersInTheClear() {
        web.put("https://autoconfig.example.org/mail/config-v1.1.xml", """
                <clientConfig version="1.1"><emailProvider id="example.org">
                <incomingServer type="pop3"><hostname>pop.example.org</hostname><port>995</port>
                <socketType>SSL</socketType></incomingServer>
                <incomingServer type="imap"><hostname>plain.example.org</hostname><port>143</port>
                <socketType>plain</socketType></incomingServer>
                <incomingServer type="imap"><hostname>imap.example.org</hostname><port>993</port>
                <socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
                <outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>587</port>
                <socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>""");

        assertThat(run("example.org", "corp")).isZero();

        assertThat(printed(out))
                .contains("PROFILE_CORP_IMAP_HOST=imap.example.org", "PROFILE_CORP_SMTP_HOST=smtp.example.org")
                .contains(
                        "# https://autoconfig.example.org/mail/config-v1.1.xml; its users log in without their domain: see"
                                + " DEFAULT_PROFILE")
                .allMatch(line -> line.startsWith("#") || line.indexOf('#') < 0) // a comment would be part of the value
                .noneMatch(line -> line.contains("plain.") || line.contains("pop."));
    }

    @Test
    void whoReceivesTheMailNamesThePreset() {
        dns.put("MX acme.example", List.of("0 acme-example.mail.protection.outlook.com."));
        dns.put("SRV _imaps._tcp.acme.example", List.of("0 1 993 old.acme.example."));

        assertThat(run("acme.example")).isZero();

        assertThat(printed(out))
                .contains("PROFILE_ACME_PRESET=microsoft365", "# PROFILE_ACME_IMAP_HOST=old.acme.example");
    }

    @Test
    void nothingOfStrangersBecomesASettingOfItsOwn() {
        dns.put(
                "SRV _imaps._tcp.example.org",
                List.of(
                        "0 1 993 imap.example.org\nREAD_ONLY=false.",
                        "0 1 99999 imap.example.org.",
                        "0 1 993 $(id).",
                        "x"));
        web.put("https://autoconfig.example.org/mail/config-v1.1.xml", """
                <!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><clientConfig><incomingServer type="imap">
                <hostname>&file;</hostname><port>993</port></incomingServer></clientConfig>""");

        assertThat(run("example.org")).isEqualTo(1);

        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).singleElement().asString().contains("says nothing about its mail servers");
    }

    @Test
    void pagesThatNobodyCouldBeAskedForAreNotToldAsIfTheySaidNothing() {
        ProfileCommand alone = new ProfileCommand(
                (name, type) -> List.of(),
                address -> {
                    if (address.getHost().equals("autoconfig.thunderbird.net")) {
                        throw new IOException("no route");
                    }
                    return null;
                },
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(alone.run("example.org")).isEqualTo(1);

        assertThat(printed(err))
                .hasSize(2)
                .contains("Nobody could be reached at https://autoconfig.thunderbird.net/v1.1/example.org");
    }

    @Test
    void aWrongDomainIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("localhost")).isEqualTo(2);
        assertThat(run("exa mple.org")).isEqualTo(2);
        assertThat(run("example.org", "a", "b")).isEqualTo(2);
    }

    @Test
    void dnsIsAskedAsTheSystemAsksIt() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOnce(server));

            assertThat(ProfileCommand.dns("dns://127.0.0.1:" + server.getLocalPort())
                            .of("_imaps._tcp.example.org", "SRV"))
                    .containsExactly("1 2 993 i.example.");
        }
    }

    private static void answerOnce(DatagramSocket server) {
        try {
            DatagramPacket query = new DatagramPacket(new byte[512], 512);
            server.receive(query);
            byte[] target = "\u0001i\u0007example\0".getBytes(StandardCharsets.US_ASCII);
            ByteBuffer answer = ByteBuffer.allocate(512).put(query.getData(), 0, query.getLength());
            answer.putShort(2, (short) 0x8580).putShort(6, (short) 1).putShort(10, (short) 0);
            answer.putShort((short) 0xC00C)
                    .putShort((short) 33)
                    .putShort((short) 1)
                    .putInt(60);
            answer.putShort((short) (6 + target.length))
                    .putShort((short) 1)
                    .putShort((short) 2)
                    .putShort((short) 993);
            answer.put(target);
            server.send(new DatagramPacket(answer.array(), answer.position(), query.getSocketAddress()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private int run(String... arguments) {
        return new ProfileCommand(
                        (name, type) -> dns.getOrDefault(type + " " + name, List.of()),
                        (URI address) -> web.get(address.toString()),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private static List<String> printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
