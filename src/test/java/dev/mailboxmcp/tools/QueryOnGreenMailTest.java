// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.GreenMailServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryOnGreenMailTest extends QueryContract {
    private static final GreenMailServer SERVER = GreenMailServer.start();

    QueryOnGreenMailTest() {
        super(SERVER);
    }

    /** Its parser loses count of the operands of OR within parentheses. */
    @Override
    int depth() {
        return 0;
    }

    /** It compares names as they are encoded, and would say that nobody of that name ever wrote. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":\"from:M\u00fc\u00dfig\"}",
                "{\"query\":\"-with:\u4f50\u85e4 launch\",\"folder\":\"*\"}",
                "{\"to\":\"S\u00f8rensen\"}"
            })
    void aNameThatItDoesNotFindIsRefusedAndNotSaidToBeNowhere(String arguments) {
        assertThat(ToolStack.errorText(
                        stack.call(ToolStack.credentials(SERVER.alice()), "imap_search_emails", arguments)))
                .startsWith("INVALID_ARGUMENT: ")
                .contains("Look for the name alone");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }
}
