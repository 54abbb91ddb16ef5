// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsTrustTest {
    @Test
    void sessionsOfThousandsOfLoginsDoNotStayInMemory() throws Exception {
        SSLContext context = TlsTrust.trusting(null);

        assertThat(context.getClientSessionContext().getSessionCacheSize()).isBetween(1, 100);
    }
}
