// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

class CourierServerIT extends MailServerContract {
    @Override
    MailServer server() {
        return CourierServer.shared();
    }
}
