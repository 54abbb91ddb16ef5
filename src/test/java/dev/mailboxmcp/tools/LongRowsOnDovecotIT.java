// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.DovecotServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongRowsOnDovecotIT extends LongRowsContract {
    LongRowsOnDovecotIT() {
        super(DovecotServer.shared());
    }

    /** GreenMail fails to search where a From holds no address. */
    @Test
    void whatARowShowsFindsItsMailThoughItWasCut() throws Exception {
        fill("INBOX", 20);

        for (JsonObject row : rows("imap_list_emails", "{}")) {
            assertThat(found("from", row.getString("from"))).as("%s", row).contains(row.getInt("uid"));
            assertThat(found("subject", row.getString("subject"))).as("%s", row).contains(row.getInt("uid"));
            for (int i = 0; i < row.getJsonArray("to").size(); i++) {
                assertThat(found("to", row.getJsonArray("to").getString(i)))
                        .as("%s", row)
                        .contains(row.getInt("uid"));
            }
        }
    }

    private List<Integer> found(String criterion, String shown) {
        String arguments = Json.createObjectBuilder()
                .add(criterion, shown)
                .add("limit", 100)
                .build()
                .toString();
        return rows("imap_search_emails", arguments).stream()
                .map(row -> row.getInt("uid"))
                .toList();
    }
}
