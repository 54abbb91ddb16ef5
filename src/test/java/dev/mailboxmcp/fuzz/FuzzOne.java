// SPDX-License-Identifier: MIT
package dev.mailboxmcp.fuzz;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one fuzz target in a process of its own: a fuzzer works once a process. */
final class FuzzOne {
    private FuzzOne() {}

    /** @param args one target, as {@code class#method(parameters)} */
    public static void main(String[] args) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(args[0]))
                                .build(),
                        summary);
        summary.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 30);
        boolean ran = summary.getSummary().getTestsSucceededCount() > 0;
        System.exit(ran && summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
    }
}
