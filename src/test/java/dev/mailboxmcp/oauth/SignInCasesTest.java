// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * What must not work where clients sign users in, and the tests that hold it, in a table for people
 * ({@code sign-in-cases.txt}): each case has one at least, and each that is named exists.
 */
class SignInCasesTest {
    private static final int CASES = 64;
    private static final Path TABLE = Path.of("src/test/resources/dev/mailboxmcp/oauth/sign-in-cases.txt");
    private static final Pattern ROW = Pattern.compile("(\\d+) \\| [^|]+ \\| (.+)");

    @Test
    void eachCaseIsHeldByATestThatExists() throws IOException {
        List<String> problems = new ArrayList<>();
        Set<Integer> seen = new TreeSet<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            seen.add(Integer.valueOf(row.group(1)));
            for (String test : row.group(2).split(", ", -1)) {
                if (!exists(test)) {
                    problems.add("case " + row.group(1) + " names " + test);
                }
            }
        }

        assertThat(problems).isEmpty();
        assertThat(seen).containsAll(IntStream.rangeClosed(1, CASES).boxed().toList());
    }

    private static boolean exists(String test) {
        int dot = test.indexOf('.');
        try {
            Class<?> type = Class.forName(
                    "dev.mailboxmcp." + test.substring(0, dot).replace('/', '.'),
                    false,
                    SignInCasesTest.class.getClassLoader());
            return Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.getName().equals(test.substring(dot + 1)))
                    .anyMatch(method -> method.isAnnotationPresent(Test.class)
                            || method.isAnnotationPresent(ParameterizedTest.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
