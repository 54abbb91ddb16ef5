// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Makes the WAR runnable: {@code java -jar mailbox-mcp.war}. Alone at the root of the WAR, it starts the command line out of
 * {@code WEB-INF/classes}. Compiled for Java 8, so that an older JDK gets a sentence instead of a class file version.
 */
public final class Launcher {
    private static final int NEEDED = 21;

    private Launcher() {}

    public static void main(String[] arguments) throws Exception {
        String version = System.getProperty("java.specification.version");
        int feature = version.startsWith("1.") ? 8 : Integer.parseInt(version);
        if (feature < NEEDED) {
            System.err.println("mailbox-mcp needs Java " + NEEDED + " or newer; this is Java " + version + " in "
                    + System.getProperty("java.home"));
            System.exit(1);
        }
        URL war = Launcher.class.getProtectionDomain().getCodeSource().getLocation();
        URL classes = new URL("jar:" + war + "!/WEB-INF/classes/");
        // not closed: the command loads its classes while it runs, and the JVM ends with it
        ClassLoader loader = new URLClassLoader(new URL[] {classes}, Launcher.class.getClassLoader());
        loader.loadClass(command(arguments.length > 0 ? arguments[0] : ""))
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private static String command(String name) {
        switch (name) {
            case "check":
                return "dev.mailboxmcp.SettingsCommand";
            case "profile":
                return "dev.mailboxmcp.sites.ProfileCommand";
            default:
                return "dev.mailboxmcp.account.CredentialsCommand";
        }
    }
}
