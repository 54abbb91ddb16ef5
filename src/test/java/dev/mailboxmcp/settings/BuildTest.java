// SPDX-License-Identifier: MIT
package dev.mailboxmcp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {
    @Test
    void whatClientsAreToldIsAVersionWithMetadata() {
        assertThat(Build.versionWithCommit())
                .matches(
                        "\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9a-f]{7,40}(-dirty)?(\\.\\d{8}T\\d{6}Z)?)?|unknown");
    }
}
