// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** The same as {@link HostileMailTest}, with a fuzzer that looks for what nobody thought of. */
class HostileMailFuzzTest {
    private static final HostileMailCase MAIL = new HostileMailCase(); // lives as long as the process

    @FuzzTest
    void aServerHearsWhatWasAskedForAndNothingElse(FuzzedDataProvider data) {
        // the server that listens is ours
        try (SilentCloseable allowed = BugDetectors.allowNetworkConnections((host, port) -> true)) {
            MAIL.run(new HostileMailCase.Source() {
                @Override
                public int below(int bound) {
                    return data.consumeInt(0, bound - 1);
                }

                @Override
                public String any(int maxLength) {
                    return data.consumeString(maxLength);
                }
            });
        }
    }
}
