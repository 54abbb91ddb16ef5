// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The official conformance suite. */
final class Suite {
    private static final Logger LOGGER = System.getLogger(Suite.class.getName());

    private Suite() {}

    /** Runs the selected scenarios; the suite's own total goes to the log. */
    static NodePackages.Run run(String endpoint, String... selection) {
        List<String> command = new ArrayList<>(List.of("conformance", "server", "--url", endpoint, "-o", "results"));
        command.addAll(List.of(selection));
        NodePackages.Run run = NodePackages.run(Map.of(), command.toArray(String[]::new));
        run.output()
                .lines()
                .filter(line -> line.startsWith("Total:"))
                .forEach(line -> LOGGER.log(Level.INFO, String.join(" ", selection) + ": " + line));
        return run;
    }

    /** All scenarios, each in the newest revision that has it; those of the list must fail, and no others. */
    static NodePackages.Run runAllBut(String endpoint, String list) {
        return run(
                endpoint,
                "--suite",
                "all",
                "--expected-failures",
                NodePackages.source(list).toString());
    }
}
