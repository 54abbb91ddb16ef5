// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR with a mail library that says it is the last one with the hole: the server tells, and sends nothing. */
@ExtendWith(ArquillianExtension.class)
class OldMailLibraryIT {
    private static final String OLD = "2.0.3";

    @Deployment(testable = false)
    static WebArchive warWithAnOldLibrary() throws IOException {
        WebArchive war = ShrinkWrap.create(ZipImporter.class, "mailbox-mcp.war")
                .importFrom(new File(System.getProperty("mailboxmcp.war")))
                .as(WebArchive.class);
        Map<ArchivePath, Node> jars = war.getContent(Filters.include("/WEB-INF/lib/angus-mail-.*\\.jar"));
        for (Map.Entry<ArchivePath, Node> jar : jars.entrySet()) {
            byte[] old = calledOld(jar.getValue());
            war.delete(jar.getKey());
            war.addAsLibrary(new ByteArrayAsset(old), "angus-mail-" + OLD + ".jar");
        }
        return war;
    }

    @Test
    void readinessSaysWhy() throws IOException, InterruptedException {
        HttpResponse<String> ready = new McpClient(URI.create(ServerEnvironment.operationsUrl())).get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("Angus Mail " + OLD, "CVE-2025-7962", "2.0.4");
    }

    @Test
    void nothingCanBeSentWithIt() throws IOException, InterruptedException {
        JsonObject list = McpClient.result(new McpClient(URI.create(ServerEnvironment.url()))
                .postModern("tools/list", JsonObject.EMPTY_JSON_OBJECT));

        assertThat(list.getJsonArray("tools").getValuesAs(JsonObject.class))
                .extracting(tool -> tool.getString("name"))
                .contains("imap_read_email")
                .noneMatch(name -> name.startsWith("smtp_"));
    }

    private static byte[] calledOld(Node jar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(jar.getAsset().openStream())) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", OLD);
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return bytes.toByteArray();
    }
}
