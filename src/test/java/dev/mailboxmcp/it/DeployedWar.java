// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.mailserver.GreenMailServer;
import java.io.File;
import java.net.URI;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, in a real server, with GreenMail as its mail server. The tests call it over HTTP. */
@ExtendWith(ArquillianExtension.class)
public abstract class DeployedWar {
    @Deployment(testable = false)
    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "mailbox-mcp.war")
                .importFrom(new File(System.getProperty("mailboxmcp.war")))
                .as(WebArchive.class);
    }

    /** Where clients connect; ends without a slash. */
    protected static URI url() {
        return URI.create(ServerEnvironment.url());
    }

    /** The endpoint of MCP. */
    public static String endpoint() {
        return ServerEnvironment.url() + "/mcp";
    }

    /** What load balancers ask. */
    public static URI health() {
        return URI.create(ServerEnvironment.url() + "/health");
    }

    /** Where operators look; ends without a slash. */
    protected static URI operationsUrl() {
        return URI.create(ServerEnvironment.operationsUrl());
    }

    /** The mail server that the deployed application uses. */
    protected static GreenMailServer mail() {
        return ServerEnvironment.mail();
    }

    /** The same, for tests elsewhere. */
    public static GreenMailServer mailServer() {
        return mail();
    }

    /** Whether the server of these tests is Open Liberty. */
    public static boolean onLiberty() {
        return ServerEnvironment.tested() == TestedServer.LIBERTY;
    }

    /** A client with no credentials. */
    protected static McpClient client() {
        return new McpClient(url());
    }
}
