// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoLauncherTest {
    @Test
    void whatEndsAThreadOfGreenMailIsNotToldAndAnythingElseIs() {
        List<String> told = new ArrayList<>();
        Thread.UncaughtExceptionHandler handler =
                DemoLauncher.butThoseOfGreenMail((thread, e) -> told.add(thread.getName()));

        for (String name : List.of("imap:127.0.0.1:36081<-/127.0.0.1:41490", "main", "imap-pool")) {
            handler.uncaughtException(Thread.ofPlatform().name(name).unstarted(() -> {}), new IllegalStateException());
        }

        assertThat(told).containsExactly("main", "imap-pool");
    }
}
