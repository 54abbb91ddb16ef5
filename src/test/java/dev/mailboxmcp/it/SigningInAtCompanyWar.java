// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.oidc.ScriptedProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, where users of example.org sign in at an identity provider, and all others by password. */
@ExtendWith(ArquillianExtension.class)
public abstract class SigningInAtCompanyWar {
    /** The provider; there is one as long as the process lives. */
    protected static final ScriptedProvider PROVIDER = provider();

    static ScriptedProvider provider() {
        try {
            return new ScriptedProvider();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Deployment(testable = false)
    public static WebArchive war() {
        return ConfirmingWar.configured("""
                OAUTH_URL=%s/oauth/mcp
                PROFILES=company,others
                PROFILE_OTHERS_DOMAINS=*
                PROFILE_COMPANY_DOMAINS=example.org
                PROFILE_COMPANY_OAUTH_ISSUER=%s
                PROFILE_COMPANY_OAUTH_CLIENT_ID=%s
                PROFILE_COMPANY_OAUTH_CLIENT_SECRET=%s
                """.formatted(
                ServerEnvironment.url(), PROVIDER.issuer(), ScriptedProvider.CLIENT_ID, ScriptedProvider.SECRET));
    }
}
