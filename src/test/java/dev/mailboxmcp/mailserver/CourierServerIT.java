// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import org.junit.jupiter.api.Tag;

/** A test by night: Courier waits five seconds over a wrong password. */
@Tag("nightly")
class CourierServerIT extends MailServerContract {
    @Override
    MailServer server() {
        return CourierServer.shared();
    }
}
