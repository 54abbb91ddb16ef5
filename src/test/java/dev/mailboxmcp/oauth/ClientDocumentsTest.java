// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mailboxmcp.net.HostLookup;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.oidc.ScriptedProvider;
import dev.mailboxmcp.oidc.SignedToken;
import dev.mailboxmcp.tls.HostileServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that a stranger names: what is fetched, from where, and what is believed of it. */
class ClientDocumentsTest {
    private static final String DOCUMENT = """
            {"client_id":"%s","client_name":"A client","redirect_uris":["http://127.0.0.1/callback","https://evil.example/x"]}""";

    private Instant now = Instant.parse("2026-11-29T10:00:00Z");

    // ---- what is fetched

    @Test
    void aClientIsWhatItsDocumentSays() throws Exception {
        try (HostileServer server = server("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", DOCUMENT)) {
            Client client = documents(server).find(url(server), "192.0.2.1");

            assertThat(client.id()).isEqualTo(url(server));
            assertThat(client.host()).isEqualTo("localhost");
            assertThat(client.name()).isEqualTo("A client");
            assertThat(client.redirectUris())
                    .as("where users may not be sent is left out")
                    .containsExactly("http://127.0.0.1/callback");
        }
    }

    @Test
    void aDocumentInChunksIsOne() throws Exception {
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            readRequest(it);
            String document = DOCUMENT.formatted("https://localhost:" + it.localPort() + "/client.json");
            it.say(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json; charset=utf-8\r\n\r\n");
            it.say("5\r\n" + document.substring(0, 5) + "\r\n");
            it.say(Integer.toHexString(document.length() - 5) + ";x=y\r\n" + document.substring(5) + "\r\n0\r\n\r\n");
        })) {
            assertThat(documents(server).find(url(server), "192.0.2.1").name()).isEqualTo("A client");
        }
    }

    @Test
    void aDocumentIsKeptForAWhileAndAFailureIsNot() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            readRequest(it);
            if (asked.incrementAndGet() == 1) {
                it.say("HTTP/1.1 503 Busy\r\nContent-Type: application/json\r\nCache-Control: max-age=3600\r\n\r\n{}");
            } else {
                answer(
                        it,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: max-age=1\r\n",
                        DOCUMENT);
            }
        })) {
            FetchedDocuments documents = documents(server);
            assertRefused(documents, url(server));
            documents.find(url(server), "192.0.2.1");
            documents.find(url(server), "192.0.2.1");
            assertThat(asked).as("five minutes at least").hasValue(2);
            now = now.plus(Duration.ofMinutes(5));
            documents.find(url(server), "192.0.2.1");
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void aStrangerHasFewDocumentsFetched() throws Exception {
        try (HostileServer server = server("HTTP/1.1 404 No\r\nContent-Type: application/json\r\n", "{}%s")) {
            FetchedDocuments documents = documents(server);
            for (int i = 0; i < 12; i++) {
                assertRefused(documents, url(server));
            }

            assertThat(server.heard().split("GET ", -1)).hasSize(11);
        }
    }

    @Test
    void aStrangerHasFewDocumentsFetchedByHoweverManyAddressesOfTheNetwork() throws Exception {
        try (HostileServer server = server("HTTP/1.1 404 No\r\nContent-Type: application/json\r\n", "{}%s")) {
            FetchedDocuments documents = documents(server);
            for (int i = 0; i < 12; i++) {
                String address = "2001:db8:1:2::" + i;
                assertThatExceptionOfType(OAuthException.class).isThrownBy(() -> documents.find(url(server), address));
            }

            assertThat(server.heard().split("GET ", -1)).hasSize(11);
        }
    }

    @Test
    void theDocumentOfAnotherClientIsNotTaken() throws Exception {
        assertRefused(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", DOCUMENT.formatted("https://claude.ai/x"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        assertRefused(
                "HTTP/1.1 302 Found\r\nLocation: https://localhost/other\r\nContent-Type: application/json\r\n",
                DOCUMENT);
    }

    @Test
    void whatIsNoJsonIsNotTaken() throws Exception {
        assertRefused("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", DOCUMENT);
        assertRefused("HTTP/1.1 200 OK\r\n", DOCUMENT);
        assertRefused("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", "{\"client_id\":%s");
        assertRefused("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", "[1]%s");
        assertRefused("no HTTP\r\n", DOCUMENT);
    }

    @Test
    void aLargeDocumentIsNotTaken() throws Exception {
        String large = DOCUMENT.replace("\"A client\"", "\"" + "x".repeat(6000) + "\"");
        assertRefused("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", large);
        assertRefused("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6100\r\n", large);
        assertRefused("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: -1\r\n", DOCUMENT);
        assertRefused(
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000) + "\r\nContent-Type: application/json\r\n", DOCUMENT);
    }

    @Test
    void aDocumentThatWantsASecretIsNotTaken() throws Exception {
        for (String secret : List.of(
                "\"token_endpoint_auth_method\":\"client_secret_post\"",
                "\"token_endpoint_auth_method\":\"client_secret_basic\"",
                "\"client_secret\":\"x\"")) {
            assertRefused(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", DOCUMENT.replace("{", "{" + secret + ","));
        }
    }

    @Test
    void aClientThatSignsHasToNameKeysOnItsOwnHost() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        for (String signs : List.of(
                "\"token_endpoint_auth_method\":\"private_key_jwt\"",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"https://localhost/keys.json\"",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"https://evil.example/keys.json\"",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"http://localhost/keys.json\"",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":[]",
                "\"token_endpoint_auth_method\":\"tls_client_auth\"")) {
            assertRefused(head, DOCUMENT.replace("{", "{" + signs + ","));
        }
    }

    @Test
    void theKeysOfAClientAreFetchedFromItsHostAndKept() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        String published = ScriptedProvider.keys().toString(); // made before the clock of a request runs
        AtomicInteger asked = new AtomicInteger();
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            boolean keys = it.line().startsWith("GET /keys.json ");
            readRequest(it);
            if (keys) {
                asked.incrementAndGet();
            }
            answer(
                    it,
                    head,
                    keys
                            ? published
                            : DOCUMENT.replace(
                                    "{",
                                    "{\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"https://localhost:"
                                            + it.localPort() + "/keys.json\","));
        })) {
            FetchedDocuments documents = documents(server);
            assertThat(documents.find(url(server), "192.0.2.1").signs()).isTrue();
            assertThat(asked).as("before anything was signed").hasValue(0);
            for (int i = 0; i < 3; i++) {
                assertThat(Objects.requireNonNull(documents.keys(url(server), "192.0.2.1"))
                                .candidates("one", "RS256"))
                        .hasSize(1);
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void newKeysInADocumentThatIsKeptAreFetchedOnceAMinuteAtMost() throws Exception {
        KeyPair next = ScriptedProvider.rsa();
        AtomicReference<JsonObject> set = new AtomicReference<>(ScriptedProvider.keys());
        AtomicInteger asked = new AtomicInteger();
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            readRequest(it);
            asked.incrementAndGet();
            answer(
                    it,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: max-age=86400\r\n",
                    DOCUMENT.replace(
                            "{", "{\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":" + set.get() + ","));
        })) {
            SignedToken.Keys keys = Objects.requireNonNull(documents(server).keys(url(server), "192.0.2.1"));
            assertThat(keys.candidates("one", "RS256")).hasSize(1);
            set.set(ScriptedProvider.keys("two", next));
            assertThat(keys.newer("two", "RS256")).isEmpty();
            assertThat(asked).hasValue(1);

            now = now.plus(Duration.ofMinutes(1));
            assertThat(keys.newer("two", "RS256")).containsExactly(next.getPublic());
            assertThat(keys.newer("three", "RS256")).isEmpty();
            assertThat(asked).hasValue(2);
        }
    }

    /** ChatGPT's does. */
    @Test
    void aClientMaySayThatItSignsWhereThatIsAskedFor() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        try (HostileServer server = server(
                head,
                DOCUMENT.replace(
                        "{",
                        "{\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":" + ScriptedProvider.keys()
                                + ",\"token_endpoint_auth_methods_supported\":[\"none\",\"private_key_jwt\"],"))) {
            FetchedDocuments documents = documents(server);
            assertThat(documents.find(url(server), "192.0.2.1").signs()).isFalse();
            assertThat(Objects.requireNonNull(documents.keys(url(server), "192.0.2.1"))
                            .candidates(null, "PS256"))
                    .hasSize(1);
        }
    }

    @Test
    void aDocumentThatDripsIsGivenUp() throws Exception {
        long began = System.nanoTime();
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            readRequest(it);
            it.say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
            for (int i = 0; i < 40; i++) {
                it.say(" ");
                it.pause(Duration.ofMillis(250));
            }
        })) {
            assertRefused(documents(server), url(server));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
    }

    /** A server that begins a record of 16 KiB, each byte of which comes in time. */
    @Test
    void aHandshakeThatDripsIsGivenUp() throws Exception {
        long began = System.nanoTime();
        try (HostileServer server = new HostileServer(it -> {
            it.raw(new byte[] {22, 3, 3, 64, 0});
            while (Duration.ofNanos(System.nanoTime() - began).toSeconds() < 10) {
                it.raw(new byte[] {0});
                it.pause(Duration.ofMillis(250));
            }
        })) {
            assertRefused(documents(server), url(server));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void manyWhoAskAtOnceHaveTheDocumentFetchedOnce() throws Exception {
        try (HostileServer server = new HostileServer(it -> {
            it.tls("good");
            readRequest(it);
            it.pause(Duration.ofMillis(300));
            answer(it, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", DOCUMENT);
        })) {
            FetchedDocuments documents = documents(server);
            List<Future<Client>> found = new ArrayList<>();
            try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 40; i++) {
                    found.add(users.submit(() -> documents.find(url(server), "192.0.2.1")));
                }
            }

            for (Future<Client> client : found) {
                assertThat(client.get().name()).isEqualTo("A client");
            }
            assertThat(server.heard().split("GET ", -1))
                    .as("by the few who came first")
                    .hasSizeLessThan(6);
        }
    }

    @Test
    void strangersWithSlowDocumentsKeepNoHostOfTheListOut() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(4);
        List<SocketAddress> connected = new CopyOnWriteArrayList<>();
        DocumentFetcher fetcher = new DocumentFetcher(
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                host -> new InetAddress[] {
                    InetAddress.getByName(host.equals("claude.ai") ? "93.184.215.15" : "93.184.215.14")
                },
                false,
                () -> new Socket() {
                    @Override
                    public void connect(SocketAddress address, int timeout) throws IOException {
                        if (address.toString().contains("93.184.215.14")) {
                            slow.countDown();
                            await(over);
                        }
                        connected.add(address);
                        throw new IOException("noted");
                    }
                });
        FetchedDocuments documents = new FetchedDocuments(TwoInstances.settings(), fetcher, () -> now);
        try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                String url = "https://slow.example/" + i;
                Future<Client> unused = strangers.submit(() -> documents.find(url, "192.0.2.1"));
            }
            await(slow);

            assertRefused(documents, "https://claude.ai/oauth/mcp-oauth-client-metadata");
            assertThat(connected).singleElement().asString().contains("93.184.215.15");
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("not in time");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aHostThatAnotherAnswersForIsNotTaken() throws Exception {
        try (HostileServer server = new HostileServer(it -> {
            it.tls("other-host");
            readRequest(it);
            answer(it, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", DOCUMENT);
        })) {
            assertRefused(documents(server), url(server));
            assertThat(server.heard()).doesNotContain("GET");
        }
    }

    // ---- from where

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://client.example/x",
                "https://client.example",
                "https://client.example/",
                "https://client.example:8443/x",
                "https://client.example/x?y",
                "https://client.example/x#y",
                "https://user@client.example/x",
                "https://client.example/a/../x",
                "https://client.example/./x",
                "https://client.example/%2e%2e/x",
                "https://CLIENT.example/x",
                "https://client/x",
                "https://localhost/x",
                "https://127.0.0.1/x",
                "https://127.1/x",
                "https://2130706433/x",
                "https://0x7f000001/x",
                "https://0x7f.1/x",
                "https://[::1]/x",
                "https://10.0.0.1/x",
                "https://client.example./x",
                "https://-client.example/x",
                "https://client.example/x y",
                "https://client.example/\u00e4"
            })
    void whatIsNoUrlOfADocumentIsNotAsked(String url) {
        assertThat(DocumentUrl.parse(url, false)).isNull();
    }

    @Test
    void theUrlsOfKnownClientsAreUrlsOfDocuments() {
        for (String url : List.of(
                "https://claude.ai/oauth/mcp-oauth-client-metadata",
                "https://claude.ai/oauth/claude-code-client-metadata",
                "https://chatgpt.com/oauth/client.json",
                "https://vscode.dev/oauth/client-metadata.json")) {
            assertThat(DocumentUrl.parse(url, false)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "0.0.0.0",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:a00:1::",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void anAddressThatIsNotPublicIsNotConnectedTo(String address) throws Exception {
        List<SocketAddress> connected = new ArrayList<>();
        InetAddress[] addresses = {InetAddress.getByName("93.184.215.14"), InetAddress.getByName(address)};

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        recording(host -> addresses, connected).fetch(new DocumentUrl("client.example", 443, "/x")));
        assertThat(connected).as("one bad address spoils the name").isEmpty();
    }

    @Test
    void aNameThatChangesItsMindLeadsNowhere() {
        List<SocketAddress> connected = new ArrayList<>();
        AtomicInteger lookups = new AtomicInteger();
        DocumentFetcher fetcher = recording(
                host -> new InetAddress[] {
                    InetAddress.getByName(lookups.incrementAndGet() % 2 == 1 ? "93.184.215.14" : "127.0.0.1")
                },
                connected);
        for (int i = 0; i < 6; i++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> fetcher.fetch(new DocumentUrl("client.example", 443, "/x")));
        }

        assertThat(lookups).as("once a fetch").hasValue(6);
        assertThat(connected)
                .hasSize(3)
                .allSatisfy(address -> assertThat(
                                ((InetSocketAddress) address).getAddress().getHostAddress())
                        .isEqualTo("93.184.215.14"));
    }

    @Test
    void noneOfTenThousandUrlsLeadsToAPrivateAddress() throws Exception {
        Random random = new Random(20261129);
        List<SocketAddress> connected = new ArrayList<>();
        AtomicInteger lookups = new AtomicInteger();
        DocumentFetcher fetcher = recording(
                host -> {
                    lookups.incrementAndGet();
                    return new InetAddress[] {privateAddress(random)};
                },
                connected);
        for (int i = 0; i < 10_000; i++) {
            DocumentUrl url = DocumentUrl.parse(generated(random), false);
            if (url != null) {
                assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> fetcher.fetch(url));
            }
        }

        assertThat(lookups.get()).as("the names among them were looked up").isGreaterThan(300);
        assertThat(connected).isEmpty();
    }

    private static String generated(Random random) throws UnknownHostException {
        InetAddress address = privateAddress(random);
        byte[] bytes = address.getAddress();
        String host = switch (random.nextInt(8)) {
            case 0 -> address.getHostAddress();
            case 1 -> "[" + address.getHostAddress() + "]";
            case 2 ->
                Long.toString(Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
            case 3 -> "0x" + Integer.toHexString(ByteBuffer.wrap(bytes).getInt());
            case 4 -> "0" + Integer.toOctalString(bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + ".1";
            case 5 -> address.getHostAddress().replace(':', '-') + ".nip.example";
            case 6 -> "host" + random.nextInt() + ".example";
            default -> "user@" + address.getHostAddress();
        };
        String port = random.nextInt(4) == 0 ? ":" + random.nextInt(70_000) : "";
        return "https://" + host + port
                + List.of("/x", "/", "/a/../b", "/x?y", "").get(random.nextInt(5));
    }

    private static InetAddress privateAddress(Random random) throws UnknownHostException {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        byte[][] starts = bytes.length == 4
                ? new byte[][] {{10}, {127}, {(byte) 192, (byte) 168}, {(byte) 169, (byte) 254}, {100, 64}, {0}}
                : new byte[][] {
                    {(byte) 0xFC}, {(byte) 0xFE, (byte) 0x80}, {0, 0x64, (byte) 0xFF, (byte) 0x9B}, {0x20, 2}
                };
        byte[] start = starts[random.nextInt(starts.length)];
        System.arraycopy(start, 0, bytes, 0, start.length);
        return InetAddress.getByAddress(bytes);
    }

    /** One whose connections are noted and fail. */
    private static DocumentFetcher recording(HostLookup.Resolver resolver, List<SocketAddress> connected) {
        return new DocumentFetcher(
                (SSLSocketFactory) SSLSocketFactory.getDefault(), resolver, false, () -> new Socket() {
                    @Override
                    public void connect(SocketAddress address, int timeout) throws IOException {
                        connected.add(address);
                        throw new IOException("noted");
                    }
                });
    }

    // ---- a server of documents

    private static HostileServer server(String head, String document) throws IOException {
        return new HostileServer(it -> {
            it.tls("good");
            readRequest(it);
            answer(it, head, document);
        });
    }

    private static void readRequest(HostileServer.Peer peer) throws IOException {
        while (!peer.line().isEmpty()) {
            // the whole head
        }
    }

    private static void answer(HostileServer.Peer peer, String head, String document) throws IOException {
        peer.say(head + "\r\n" + document.replace("%s", "https://localhost:" + peer.localPort() + "/client.json"));
        peer.close();
    }

    private FetchedDocuments documents(HostileServer server) throws Exception {
        OAuthSettings settings = TwoInstances.settings("OAUTH_URL=http://localhost:" + server.port() + "/oauth/mcp");
        Path authorities = Path.of(Objects.requireNonNull(HostileServer.class.getResource("authorities.pem"))
                .toURI());
        return new FetchedDocuments(
                settings,
                new DocumentFetcher(
                        TlsTrust.trusting(authorities).getSocketFactory(),
                        InetAddress::getAllByName,
                        true,
                        Socket::new),
                () -> now);
    }

    private static String url(HostileServer server) {
        return "https://localhost:" + server.port() + "/client.json";
    }

    private void assertRefused(String head, String document) throws Exception {
        try (HostileServer server = server(head, document)) {
            assertRefused(documents(server), url(server));
        }
    }

    private static void assertRefused(FetchedDocuments documents, String url) {
        assertThatExceptionOfType(OAuthException.class).isThrownBy(() -> documents.find(url, "192.0.2.1"));
    }
}
