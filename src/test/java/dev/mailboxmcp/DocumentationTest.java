// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What readers can follow in the pages: links, commands, names of files. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final int RECOGNIZABLE = 8;
    private static final Pattern FILE_OF_OURS = Pattern.compile("\\b(?:src|deploy|docs)/[\\w./@-]*\\w");
    private static final Pattern COMMENTED_SETTING = Pattern.compile("(?m)^ *[A-Z][A-Z0-9_]*=\\S* +#.*$");
    private static final Pattern SERVED = Pattern.compile("(?:@Path\\(\"|<url-pattern>)(/[\\w.-]+)");
    private static final Pattern RUNBOOK = Pattern.compile("runbook_url: file:///opt/mailbox-mcp/(\\S+)#(\\S+)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            docs.filter(file -> file.toString().endsWith(".md")),
                            Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
                                    .map(Path::of))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> docs() throws IOException {
        return pages().stream()
                .filter(page -> Path.of("docs").equals(page.getParent()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("docs")
    void everyPageBeginsWithWhomItIsFor(Path page) throws IOException {
        List<String> lines = Files.readAllLines(page);

        assertThat(lines.get(0)).startsWith("# ");
        assertThat(lines.get(2)).startsWith("This page is for ").endsWith(".");
    }

    /** What the README shows is drawn by src/test/docs/picture.mjs from what the demo answered. */
    @Test
    void thePictureOfTheReadmeIsThere() throws IOException {
        assertThat(Files.readString(Path.of("docs/demo.svg")))
                .contains("imap_organize_emails", "imap_undo", "/confirm/");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        for (MatchResult link : all(LINK, Files.readString(page))) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(page + " " + link.group()).contains(link.group(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    @DisabledOnOs(OS.WINDOWS)
    void everyCommandCanBeReadByAShellAndNamesFilesThatAreThere(Path page) throws IOException, InterruptedException {
        for (MatchResult block : all(SHELL, Files.readString(page))) {
            Process shell =
                    new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
            try (OutputStream commands = shell.getOutputStream()) {
                commands.write(block.group(1).getBytes(StandardCharsets.UTF_8));
            }
            String complaint = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(complaint).isZero();
            assertThat(all(FILE_OF_OURS, block.group(1)))
                    .allSatisfy(file -> assertThat(Path.of(file.group())).exists());
        }
    }

    /** No command stands in a page that nobody runs, without a word about it. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandIsRunOrItIsSaidWhyNot(Path page) throws IOException {
        String run = Files.readString(Path.of("src/test/docs/run-commands.sh"));
        List<String> elsewhere = Files.readAllLines(Path.of("src/test/docs/run-elsewhere.txt")).stream()
                .filter(line -> line.startsWith(page.toString().replace('\\', '/') + "|"))
                .map(line -> line.split("\\|", 3)[1])
                .toList();

        assertThat(all(SHELL, Files.readString(page)))
                .extracting(block -> block.group(1))
                .allSatisfy(block -> assertThat(block.lines())
                        .anyMatch(line ->
                                isQuoted(line, run) || elsewhere.stream().anyMatch(line::startsWith)));
    }

    /** Whether a script names a block by the beginning of this line. */
    private static boolean isQuoted(String line, String script) {
        return IntStream.rangeClosed(RECOGNIZABLE, line.length())
                .mapToObj(end -> line.substring(0, end))
                .anyMatch(beginning ->
                        script.contains("'" + beginning + "'") || script.contains("\"" + beginning + "\""));
    }

    /** What is pasted into a file of settings keeps its comments: behind a value they are part of it. */
    @ParameterizedTest
    @MethodSource("pages")
    void noCommentStandsBehindASetting(Path page) throws IOException {
        assertThat(all(COMMENTED_SETTING, Files.readString(page)))
                .extracting(MatchResult::group)
                .isEmpty();
    }

    /** {@code -DskipTests} leaves out the tests of the package too: failsafe does not heed it by itself. */
    @Test
    void whereTestsAreSkippedThoseThatWantAServerAreToo() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom.substring(pom.indexOf("<artifactId>maven-failsafe-plugin</artifactId>")))
                .contains("<skipTests>${skipTests}</skipTests>");
    }

    /** Whoever writes rules for a firewall or a proxy reads the table of the network alone. */
    @Test
    void everyPathThatIsServedIsInTheTableOfTheNetwork() throws IOException {
        StringBuilder sources = new StringBuilder(Files.readString(Path.of("src/main/webapp/WEB-INF/web.xml")));
        try (Stream<Path> resources = Files.list(Path.of("src/main/java/dev/mailboxmcp/http"))) {
            for (Path resource : (Iterable<Path>) resources::iterator) {
                sources.append(Files.readString(resource));
            }
        }
        String page = Files.readString(Path.of("docs/operations.md"));
        String table = page.substring(page.indexOf("## The network"), page.indexOf("## TLS"));

        assertThat(all(SERVED, sources.toString()))
                .extracting(path -> path.group(1))
                .contains("/mcp", "/file", "/confirm")
                .allSatisfy(path -> assertThat(table).contains("`" + path));
    }

    @Test
    void everyAlertHasItsRunbook() throws IOException {
        List<MatchResult> runbooks = all(RUNBOOK, Files.readString(Path.of("deploy/monitoring/alerts.yaml")));

        assertThat(runbooks)
                .hasSize(9)
                .allSatisfy(runbook ->
                        assertThat(anchors(Path.of(runbook.group(1)))).contains(runbook.group(2)));
    }

    /** The anchors that the usual renderers make of headings. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ *", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
