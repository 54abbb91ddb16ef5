// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The copy of Angus Mail that the server really loaded: its own may hide the one of the WAR. Releases before 2.0.4 let a
 * line break in an address through to the SMTP server (CVE-2025-7962).
 *
 * @param version as its jar says, or null where nothing tells
 */
public record MailLibrary(@Nullable String version) {
    private static final String CLASS_OF_IT = "org.eclipse.angus.mail.smtp.SMTPTransport";
    private static final int[] FIRST_SAFE = {2, 0, 4};
    private static final String FIRST_SAFE_TEXT = "2.0.4";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String[] VERSION_ATTRIBUTES = {"Bundle-Version", "Implementation-Version"};
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?(?:[.-].*)?");
    private static final Pattern JAR_NAME = Pattern.compile("angus-mail-(\\d[\\w.-]*)\\.jar|/smtp-(\\d[\\w.-]*)\\.jar");

    /** What is loaded in this application. */
    public static MailLibrary loaded() {
        try {
            return of(Class.forName(CLASS_OF_IT, false, MailLibrary.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return new MailLibrary(null);
        }
    }

    static MailLibrary of(Class<?> loaded) {
        String path = loaded.getName().replace('.', '/') + ".class";
        ClassLoader loader = loaded.getClassLoader();
        URL location = loader == null ? null : loader.getResource(path);
        if (loader == null || location == null) {
            return new MailLibrary(loaded.getPackage().getImplementationVersion());
        }
        String text = location.toString();
        String jar = text.substring(0, text.length() - path.length());
        String version = versionInManifest(loader, jar);
        return new MailLibrary(version == null ? versionInName(jar) : version);
    }

    /** Asks for all manifests and takes the one beside the class: the address schemes differ from server to server. */
    private static @Nullable String versionInManifest(ClassLoader loader, String jar) {
        try {
            Enumeration<URL> manifests = loader.getResources(MANIFEST);
            while (manifests.hasMoreElements()) {
                URL manifest = manifests.nextElement();
                if (manifest.toString().equals(jar + MANIFEST)) {
                    try (InputStream in = manifest.openStream()) {
                        return version(new Manifest(in).getMainAttributes());
                    }
                }
            }
        } catch (IOException e) {
            // the name of the jar may tell
        }
        return null;
    }

    private static @Nullable String version(Attributes attributes) {
        for (String name : VERSION_ATTRIBUTES) {
            String version = attributes.getValue(name);
            if (version != null) {
                return version;
            }
        }
        return null;
    }

    private static @Nullable String versionInName(String jar) {
        Matcher name = JAR_NAME.matcher(jar);
        if (!name.find()) {
            return null;
        }
        return name.group(1) != null ? name.group(1) : name.group(2);
    }

    /** False for a release known to be unsafe; true where nothing tells. */
    public boolean isSafe() {
        if (version == null) {
            return true;
        }
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return true;
        }
        for (int i = 0; i < FIRST_SAFE.length; i++) {
            String group = numbers.group(i + 1);
            int number = group == null ? 0 : Integer.parseInt(group);
            if (number != FIRST_SAFE[i]) {
                return number > FIRST_SAFE[i];
            }
        }
        return true;
    }

    /** What an operator should know and do, if it is not safe. */
    public String problem() {
        return "Angus Mail " + version
                + " is loaded, which lets forged SMTP commands through (CVE-2025-7962); nothing is sent"
                + " with it: needs " + FIRST_SAFE_TEXT
                + " or newer in the server, or none, so that the copy in the WAR is used";
    }

    /** The version as the health page shows it. */
    String shown() {
        return version == null ? "unknown" : version;
    }
}
