// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.IDN;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The command {@code profile}: looks up what a domain says about its mail servers, by SRV records (RFC 6186, RFC 8314 5.1), by
 * autoconfiguration as Thunderbird reads it, and by its MX, and prints settings for an administrator to judge. Uses the JDK
 * alone. The server never does any of this: whoever could name a domain could make it connect anywhere.
 */
public final class ProfileCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE =
            "Usage: java -jar mailbox-mcp.war profile DOMAIN [ID]    prints settings for the mail"
                    + " servers of a domain, to be judged by you";

    private static final Pattern DOMAIN = Pattern.compile("(?=.{1,253}$)[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");
    private static final Pattern NOT_OF_AN_ID = Pattern.compile("[^a-z0-9]");
    private static final int MAX_ID = 16;
    private static final int MAX_PAGE = 64 * 1024;
    private static final int IMAPS = 993;
    private static final int SUBMISSION = 587;

    /** Looks into DNS. */
    @FunctionalInterface
    interface Records {
        /** @return the records of that name and type as text; empty where there are none */
        List<String> of(String name, String type) throws IOException;
    }

    /** Gets pages. */
    @FunctionalInterface
    interface Pages {
        /**
         * @return null where there is none
         * @throws IOException where nobody could be asked
         */
        @Nullable
        String get(URI address) throws IOException;
    }

    /** @param from where it was found, for a comment */
    private record Server(String host, int port, String from) {}

    private final Records records;
    private final Pages pages;
    private final PrintStream out;
    private final PrintStream err;

    ProfileCommand(Records records, Pages pages, PrintStream out, PrintStream err) {
        this.records = records;
        this.pages = pages;
        this.out = out;
        this.err = err;
    }

    /** Runs it in a process of its own. */
    @SuppressWarnings("SystemExitOutsideMain") // this is main
    public static void main(String[] arguments) {
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        int status = new ProfileCommand(dns("dns:"), ProfileCommand::fetched, System.out, System.err).run(rest);
        System.out.flush();
        if (status != OK) {
            System.exit(status);
        }
    }

    /** @return the exit code: 0, 1 if nothing was found, 2 if the arguments are wrong */
    int run(String... arguments) {
        String domain = arguments.length < 1 || arguments.length > 2 ? null : canonical(arguments[0]);
        if (domain == null) {
            err.println(USAGE);
            return WRONG_USAGE;
        }
        String id = NOT_OF_AN_ID
                .matcher(
                        arguments.length == 2
                                ? arguments[1].toLowerCase(Locale.ROOT)
                                : domain.replaceFirst("\\..*", ""))
                .replaceAll("");
        id = id.substring(0, Math.min(id.length(), MAX_ID));
        List<Server> imap = new ArrayList<>();
        List<Server> smtp = new ArrayList<>();
        String preset;
        try {
            imap.addAll(services("_imaps._tcp." + domain));
            imap.addAll(services("_imap._tcp." + domain));
            smtp.addAll(services("_submissions._tcp." + domain));
            smtp.addAll(services("_submission._tcp." + domain));
            preset = presetOf(records.of(domain, "MX"));
        } catch (IOException e) {
            err.println("DNS cannot be asked: " + e.getMessage());
            return FAILED;
        }
        List<String> silent = autoconfigured(domain, imap, smtp);
        if (preset == null && imap.isEmpty()) {
            err.println(domain + " says nothing about its mail servers (SRV, autoconfig, MX): ask who runs them");
            silent.forEach(address -> err.println("Nobody could be reached at " + address));
            return FAILED;
        }
        print(domain, id.isEmpty() ? "mail" : id, preset, imap, smtp);
        return OK;
    }

    private void print(String domain, String id, @Nullable String preset, List<Server> imap, List<Server> smtp) {
        String prefix = "PROFILE_" + id.toUpperCase(Locale.ROOT) + "_";
        out.println("# What " + domain + " says of itself. Nobody has checked it: passwords will go to these hosts.");
        out.println("# Besides those that are there:"); // of its own: behind a value it would be part of it
        out.println("PROFILES=" + id);
        out.println(prefix + "DOMAINS=" + domain);
        if (preset != null) {
            out.println("# its mail is received by that provider (MX)");
            out.println(prefix + "PRESET=" + preset);
        }
        boolean beside = preset != null;
        print(domain, prefix + "IMAP_", imap, IMAPS, beside);
        print(domain, prefix + "SMTP_", smtp, SUBMISSION, beside);
    }

    /** @param beside whether there is something better, so that this is a comment */
    private void print(String domain, String prefix, List<Server> servers, int usualPort, boolean beside) {
        boolean first = !beside;
        for (Server server : servers) {
            boolean ours = server.host().equals(domain) || server.host().endsWith("." + domain);
            String mark = first ? "" : "# ";
            out.println("# " + server.from() + (ours ? "" : "; of another domain: is it the provider?"));
            out.println(mark + prefix + "HOST=" + server.host());
            if (server.port() != usualPort) {
                out.println(mark + prefix + "PORT=" + server.port());
            }
            first = false;
        }
    }

    /** Those of an SRV name, the preferred ones first; one whose target is the root is said not to be there (RFC 2782). */
    private List<Server> services(String name) throws IOException {
        return records.of(name, "SRV").stream()
                .map(record -> record.strip().split("\\s+"))
                .filter(fields -> fields.length == 4 && isNumber(fields[0]) && isNumber(fields[1]))
                .sorted(Comparator.comparingInt((String[] fields) -> Integer.parseInt(fields[0]))
                        .thenComparingInt(fields -> -Integer.parseInt(fields[1])))
                .map(fields -> server(fields[3], fields[2], "SRV " + name))
                .flatMap(Optional::stream)
                .toList();
    }

    /** @return the pages that nobody could be asked for */
    private List<String> autoconfigured(String domain, List<Server> imap, List<Server> smtp) {
        List<String> silent = new ArrayList<>();
        for (String address : List.of(
                "https://autoconfig." + domain + "/mail/config-v1.1.xml",
                "https://" + domain + "/.well-known/autoconfig/mail/config-v1.1.xml",
                "https://autoconfig.thunderbird.net/v1.1/" + domain)) {
            try {
                String page = pages.get(URI.create(address));
                if (page != null) {
                    imap.addAll(servers(page, "incomingServer", "imap", address));
                    smtp.addAll(servers(page, "outgoingServer", "smtp", address));
                }
            } catch (IOException e) {
                silent.add(address);
            }
        }
        distinct(imap);
        distinct(smtp);
        return silent;
    }

    private static void distinct(List<Server> servers) {
        Map<String, Server> byAddress = new LinkedHashMap<>();
        servers.forEach(server -> byAddress.putIfAbsent(server.host() + ":" + server.port(), server));
        servers.clear();
        servers.addAll(byAddress.values());
    }

    /** Those that begin with TLS, or want it: others would be sent passwords in clear. */
    private static List<Server> servers(String page, String element, String type, String from) {
        List<Server> found = new ArrayList<>();
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // the default one prints
            NodeList all =
                    builder.parse(new InputSource(new StringReader(page))).getElementsByTagName(element);
            for (int i = 0; i < all.getLength(); i++) {
                if (all.item(i) instanceof Element server
                        && server.getAttribute("type").equals(type)
                        && !text(server, "socketType").equalsIgnoreCase("plain")) {
                    server(text(server, "hostname"), text(server, "port"), from + login(server))
                            .ifPresent(found::add);
                }
            }
        } catch (ParserConfigurationException | SAXException | IOException e) {
            return List.of(); // such as a page for people
        }
        return found;
    }

    private static String login(Element server) {
        return text(server, "username").equals("%EMAILLOCALPART%")
                ? "; its users log in without their domain: see DEFAULT_PROFILE"
                : "";
    }

    private static String text(Element server, String name) {
        NodeList named = server.getElementsByTagName(name);
        return named.getLength() == 0 ? "" : named.item(0).getTextContent().strip();
    }

    private static Optional<Server> server(String host, String port, String from) {
        String name = canonical(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        int number = isNumber(port) ? Integer.parseInt(port) : 0;
        return name != null && number >= 1 && number <= 65_535
                ? Optional.of(new Server(name, number, from))
                : Optional.empty();
    }

    /** Who receives the mail of a domain mostly keeps it too; gateways before another provider look the same. */
    private static @Nullable String presetOf(List<String> exchangers) {
        for (String record : exchangers) {
            String host = record.strip().replaceFirst("^\\d+\\s+", "").toLowerCase(Locale.ROOT);
            String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            if (name.endsWith(".mail.protection.outlook.com") || name.endsWith(".mx.microsoft")) {
                return "microsoft365";
            }
            if (name.endsWith(".google.com") || name.endsWith(".googlemail.com")) {
                return "gmail";
            }
            if (name.endsWith(".messagingengine.com")) {
                return "fastmail";
            }
            if (name.endsWith(".mail.icloud.com")) {
                return "icloud";
            }
            if (name.endsWith(".yahoodns.net")) {
                return "yahoo";
            }
        }
        return null;
    }

    private static @Nullable String canonical(String domain) {
        try {
            String name = IDN.toASCII(domain.strip()).toLowerCase(Locale.ROOT);
            return DOMAIN.matcher(name).matches() ? name : null;
        } catch (RuntimeException e) { // the JDK throws more than the documented IllegalArgumentException here
            return null;
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,5}");
    }

    /** @param provider such as {@code dns:} for the one of the system */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"
    }) // its DNS provider makes no objects of what it reads, and wants a Hashtable
    static Records dns(String provider) {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", provider);
        environment.put("com.sun.jndi.dns.timeout.initial", "2000");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        return (name, type) -> {
            try {
                Attribute found = new InitialDirContext(environment)
                        .getAttributes(name, new String[] {type})
                        .get(type);
                List<String> texts = new ArrayList<>();
                for (int i = 0; found != null && i < found.size(); i++) {
                    texts.add(String.valueOf(found.get(i)));
                }
                return texts;
            } catch (javax.naming.NameNotFoundException e) {
                return List.of();
            } catch (NamingException e) {
                throw new IOException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    private static @Nullable String fetched(URI address) throws IOException {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return response.statusCode() == 200
                        ? new String(body.readNBytes(MAX_PAGE), StandardCharsets.UTF_8)
                        : null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
