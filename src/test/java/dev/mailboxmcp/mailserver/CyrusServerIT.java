// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

class CyrusServerIT extends MailServerContract {
    @Override
    MailServer server() {
        return CyrusServer.shared();
    }
}
