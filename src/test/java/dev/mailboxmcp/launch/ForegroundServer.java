// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The server in the foreground: started, announced once it answers, and gone with this process, whichever way that one
 * ends short of SIGKILL.
 */
final class ForegroundServer {
    private static final String SERVER = "mailbox-mcp";
    private static final String DEFAULT_PORT = "3000";
    private static final String DEFAULT_OPS_PORT = "9080";
    private static final String DEFAULT_HOST = "localhost";

    private final Path installation;
    private final Map<String, String> environment;

    /**
     * @param installation the {@code wlp} folder
     * @param environment of the server, complete
     */
    ForegroundServer(Path installation, Map<String, String> environment) {
        this.installation = installation;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Runs the server until it ends.
     *
     * @param announcement what to print once the server answers, made from its base URL
     * @return the exit code for this process: not 0 if the server did not start
     */
    int run(UnaryOperator<String> announcement) throws IOException, InterruptedException {
        String complaint = portComplaint("PORT", DEFAULT_PORT, "BIND_ADDRESS");
        if (complaint == null) {
            complaint = portComplaint("OPS_PORT", DEFAULT_OPS_PORT, "OPS_HOST");
        }
        if (complaint != null) {
            System.err.println(complaint);
            return 1;
        }
        String url = "http://" + reachableHost() + ":" + environment.getOrDefault("PORT", DEFAULT_PORT);
        LibertyProcess server = LibertyProcess.start(installation, SERVER, environment);
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-server"));
        // Maven started this process. If it is killed, nobody else would end the server.
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> Thread.ofPlatform().daemon().start(() -> {
                    parent.onExit().join();
                    System.exit(1);
                }));
        if (!server.awaitAnswer(URI.create(url + "/health"))) {
            server.stop(); // first, so that the reason is the last thing to read
            System.err.println("\nmailbox-mcp did not start. " + server.complaint());
            return 1;
        }
        System.out.println(announcement.apply(url));
        return server.waitFor();
    }

    /** One line that says why the server cannot listen there; null where it can. */
    private @Nullable String portComplaint(String portVariable, String defaultPort, String hostVariable)
            throws IOException {
        String given = environment.getOrDefault(portVariable, defaultPort);
        if (!given.matches("[0-9]{1,5}") || Integer.parseInt(given) < 1 || Integer.parseInt(given) > 65535) {
            return portVariable + "=" + given + " is wrong: needs a number from 1 to 65535.";
        }
        String host = host(hostVariable);
        InetAddress[] addresses;
        try {
            addresses = host.equals("*") ? new InetAddress[] {null} : InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return hostVariable + "=" + host + " is wrong: there is no such host.";
        }
        for (InetAddress address : addresses) {
            try (ServerSocket probe = new ServerSocket(Integer.parseInt(given), 1, address)) {
                probe.getLocalPort();
            } catch (BindException e) {
                if ((address != null && !address.isLoopbackAddress()) || isTaken(e)) {
                    return "Port " + given + " of " + host + " cannot be used (" + e.getMessage()
                            + "): stop what listens there, or set " + portVariable + " to another one.";
                }
                // a machine without IPv6 still resolves localhost to ::1
            }
        }
        return null;
    }

    private static boolean isTaken(BindException e) {
        return String.valueOf(e.getMessage()).contains("in use");
    }

    private String reachableHost() {
        String host = host("BIND_ADDRESS");
        return host.equals("*") || host.equals("0.0.0.0") || host.equals("::") ? DEFAULT_HOST : host;
    }

    private String host(String variable) {
        String given = environment.getOrDefault(variable, DEFAULT_HOST);
        return given.isBlank() ? DEFAULT_HOST : given;
    }
}
