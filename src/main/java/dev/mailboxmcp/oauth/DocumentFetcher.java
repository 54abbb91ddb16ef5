// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.net.BoundedHttp;
import dev.mailboxmcp.net.HostLookup;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** Fetches a document whose URL a stranger chose, from public addresses alone. Thread-safe. */
final class DocumentFetcher {
    private static final int MAX_BYTES = 5 * 1024; // the draft's recommendation
    private static final int MAX_KEY_BYTES = 32 * 1024; // keys come with certificates
    private static final int OK = 200;
    private static final Duration TIME = Duration.ofSeconds(3);

    private final BoundedHttp documents;
    private final BoundedHttp keys;

    /**
     * A document as it came.
     *
     * @param maxAge for how long its server says that it holds; zero where it does not say
     */
    record Document(byte[] body, Duration maxAge) {}

    /**
     * @param loopback whether this machine may be asked too
     * @param sockets makes sockets that are not connected
     */
    DocumentFetcher(SSLSocketFactory tls, HostLookup.Resolver resolver, boolean loopback, Supplier<Socket> sockets) {
        HostLookup hosts = HostLookup.ofPublicHosts(resolver, loopback);
        this.documents = new BoundedHttp(tls, hosts, MAX_BYTES, TIME, sockets);
        this.keys = new BoundedHttp(tls, hosts, MAX_KEY_BYTES, TIME, sockets);
    }

    /** @throws IOException if there is no such document */
    Document fetch(DocumentUrl url) throws IOException {
        return fetch(documents, url);
    }

    /**
     * The same for a set of keys, which may be longer.
     *
     * @throws IOException if there is none
     */
    Document fetchKeys(DocumentUrl url) throws IOException {
        return fetch(keys, url);
    }

    private static Document fetch(BoundedHttp http, DocumentUrl url) throws IOException {
        BoundedHttp.Fetched answer = http.get(new BoundedHttp.Target(true, url.host(), url.port(), url.path()));
        if (answer.status() != OK) {
            throw new IOException("the status is not 200");
        }
        if (!answer.json()) {
            throw new IOException("it is no JSON");
        }
        return new Document(answer.body(), answer.maxAge());
    }
}
