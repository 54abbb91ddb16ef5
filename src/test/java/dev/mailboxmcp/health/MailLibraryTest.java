// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailLibraryTest {
    @Test
    void theCopyOnTheClassPathIsFoundAndSafe() {
        MailLibrary library = MailLibrary.loaded();

        assertThat(library.version()).matches("2\\.0\\.\\d+");
        assertThat(library.isSafe()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.0", "2.0.0", "2.0.3", "2.0", "2.0.3.redhat-00001", "2.0.3-SNAPSHOT"})
    void aReleaseBeforeTheFixIsNotSafe(String version) {
        MailLibrary library = new MailLibrary(version);

        assertThat(library.isSafe()).isFalse();
        assertThat(library.problem()).contains(version, "2.0.4", "CVE-2025-7962");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0.4", "2.0.5", "2.1.0-M1", "2.1", "3.0.0", "2.0.10.redhat-1", "unheard of"})
    void aReleaseWithTheFixIsSafeAndAnUnknownOneIsNotBlamed(String version) {
        assertThat(new MailLibrary(version).isSafe()).isTrue();
    }

    @Test
    void theManifestBesideTheLoadedClassCounts(@TempDir Path folder) throws Exception {
        Path jar = jar(folder.resolve("mail.jar"), "2.0.2");

        assertThat(versionLoadedFrom(jar)).isEqualTo("2.0.2");
    }

    @Test
    void theNameOfTheJarTellsWhereTheManifestDoesNot(@TempDir Path folder) throws Exception {
        Path jar = jar(folder.resolve("angus-mail-2.0.3.jar"), null);

        assertThat(versionLoadedFrom(jar)).isEqualTo("2.0.3");
    }

    private static String versionLoadedFrom(Path jar) throws Exception {
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            return String.valueOf(
                    MailLibrary.of(loader.loadClass(Marker.class.getName())).version());
        }
    }

    private static Path jar(Path file, @Nullable String version) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (version != null) {
            manifest.getMainAttributes().putValue("Bundle-Version", version);
        }
        String path = Marker.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream in =
                        requireNonNull(MailLibraryTest.class.getClassLoader().getResourceAsStream(path))) {
            out.putNextEntry(new JarEntry(path));
            in.transferTo(out);
        }
        return file;
    }

    /** Stands for a class of the library. */
    static final class Marker {}
}
