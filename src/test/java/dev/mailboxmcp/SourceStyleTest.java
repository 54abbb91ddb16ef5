// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a stranger needs to read the sources, and no compiler asks for. */
class SourceStyleTest {
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*[\\s*]*+(\\w+)\\b[^\\n]*");
    private static final Set<String> PREPOSITIONS = Set.of("""
            about above according across after against along among around as at before behind below beneath beside besides \
            between beyond by concerning despite down during except for from in inside into like near of off on onto out \
            outside over past per regarding since through throughout to toward towards under underneath until up upon via \
            with within without""".split(" "));

    private static final Pattern REFUSED_ARGUMENT =
            Pattern.compile("InvalidArgument\\(\\s*[^,;{}]+,\\s*(?:[\\w.()\\s]+\\.described\\(\\s*)?\"(\\w+)[^\"]*");
    private static final Set<String> VERBS = Set.of("must", "need", "needs", "is", "was", "belongs", "names", "finds");

    /** The name of the argument goes ahead of what is said of it, and both are one sentence. */
    @Test
    void whatIsSaidOfAnArgumentBeginsWithAVerb() throws IOException {
        List<String> said = new ArrayList<>();
        for (Path source : sources("src/main/java")) {
            REFUSED_ARGUMENT.matcher(Files.readString(source)).results().forEach(refusal -> said.add(refusal.group(1)));
        }
        assertThat(said).hasSizeGreaterThan(20).allMatch(VERBS::contains);
    }

    /** A sentence has its subject first: whoever reads one comment alone must see what it is about. */
    @Test
    void noJavadocBeginsWithAPreposition() throws IOException {
        for (Path source : sources("src/main/java", "src/test/java", "src/jmh/java")) {
            List<String> fragments = JAVADOC.matcher(Files.readString(source))
                    .results()
                    .filter(javadoc -> PREPOSITIONS.contains(javadoc.group(1).toLowerCase(Locale.ROOT)))
                    .map(javadoc -> javadoc.group().strip())
                    .toList();
            assertThat(fragments).as(source.toString()).isEmpty();
        }
    }

    @Test
    void theMapAndThePictureNameEveryPackage() throws IOException {
        Set<String> packages = sources("src/main/java").stream()
                .map(source -> Path.of("src/main/java/dev/mailboxmcp")
                        .relativize(source.getParent())
                        .toString()
                        .replace('/', '.'))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(mapped(Files.readString(Path.of("CONTRIBUTING.md")))).containsAll(packages);
        String picture = Files.readString(Path.of("docs/architecture.md")).split("```", -1)[1];
        packages.removeIf(name -> name.startsWith("protocol.")); // the picture names their classes
        assertThat(Pattern.compile("[a-z.]+").matcher(picture).results().map(MatchResult::group))
                .containsAll(packages);
    }

    /** The packages in the first column of the map; one that begins with a dot lies in the one before it. */
    private static Set<String> mapped(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> {
                    List<String> names = Pattern.compile("`([a-z.]+)`")
                            .matcher(line.split("\\|", -1)[1])
                            .results()
                            .map(name -> name.group(1))
                            .toList();
                    return names.stream().map(name -> name.startsWith(".") ? names.getFirst() + name : name);
                })
                .collect(Collectors.toSet());
    }

    private static List<Path> sources(String... roots) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String root : roots) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
