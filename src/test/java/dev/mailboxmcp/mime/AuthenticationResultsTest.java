// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers from top to bottom, {@code |} between them: {@code A} is Authentication-Results, {@code R} is Received. All mails
 * claim to come from bob@bank.example; our server is mx.corp.example.
 */
class AuthenticationResultsTest {
    private final SenderCheck check = new SenderCheck("anna@corp.example", List.of(), Set.of("mx.corp.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A mx.corp.example; dmarc=fail header.from=bank.example",
                "A mx.corp.example; spf=fail smtp.mailfrom=x@bank.example; dkim=none; dmarc=fail (p=reject)",
                "A mx.corp.example 1; dmarc = fail",
                "A MX.Corp.Example; DMARC=FAIL",
                "A mx.corp.example;\r\n\tdmarc=fail\r\n header.from=bank.example",
                "A mx.corp.example (a; b=pass (c)); dmarc=fail (x; dmarc=pass)",
                "A mx.corp.example; dmarc=fail reason=\"no; dmarc=pass\" header.from=bank.example",
                "R from evil.example by mx.corp.example; now|A mx.corp.example; dmarc=fail",
                "R from mx.corp.example by store.corp.example with LMTP; now|R from evil.example by mx.corp.example; now|A mx.corp.example; dmarc=fail",
                "R by 2002:a05:6a10 with SMTP id x; now|A mx.corp.example; dmarc=fail",
                // what the sender wrote below changes nothing
                "A mx.corp.example; dmarc=fail|R from evil.example by mx.corp.example; now|A mx.corp.example; dmarc=pass",
                "A mx.corp.example; dmarc=fail|A mx.corp.example; dmarc=pass",
                "A mx.corp.example; dmarc=fail|A other.example; dmarc=pass",
                "A other.example; dmarc=pass|A mx.corp.example; dmarc=fail",
                "A mx.corp.example; dmarc=fail; dmarc=pass",
                "A mx.corp.example; dmarc=pass; dmarc=fail",
                // without DMARC
                "A mx.corp.example; spf=fail smtp.mailfrom=bank.example",
                "A mx.corp.example; spf=softfail smtp.mailfrom=x@bank.example; dkim=none",
                "A mx.corp.example; dkim=fail header.d=bank.example; spf=none",
                "A mx.corp.example; spf=fail smtp.mailfrom=bank.example; dkim=pass header.d=evil.example",
                "A mx.corp.example; spf=pass smtp.mailfrom=evil.example; dkim=fail header.d=bank.example",
                "A mx.corp.example; spf=fail smtp.mailfrom=bank.example|A mx.corp.example; dkim=pass header.d=bank.example",
                "A mx.corp.example; spf=fail smtp.mailfrom=bank.example|A mx.corp.example; dmarc=pass",
                "A mx.corp.example; dmarc=none; spf=fail smtp.mailfrom=bank.example",
            })
    void aFailureThatOurServerSawIsNamed(String headers) {
        assertThat(warnings(headers))
                .containsExactly(
                        "the receiving mail server could not confirm that this mail comes from the domain of its sender");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A mx.corp.example; none",
                "A mx.corp.example; dmarc=pass header.from=bank.example; spf=fail",
                "A mx.corp.example; spf=pass smtp.mailfrom=bounce@mail.bank.example; dkim=fail header.d=x.example",
                "A mx.corp.example; dkim=pass header.d=bank.example; spf=fail smtp.mailfrom=list.example",
                "A mx.corp.example; dkim=pass header.i=@bank.example; spf=softfail",
                "A mx.corp.example; dmarc=temperror",
                // nobody's word
                "A evil.example; dmarc=fail",
                "A mx.corp.example.evil.example; dmarc=fail",
                "A xmx.corp.example; dmarc=fail",
                "A \"mx.corp.example\"; dmarc=fail",
                // below a step that another host took, it is the sender's word
                "R from a.example by relay.evil.example; now|A mx.corp.example; dmarc=fail",
                "R from a.example by mx.corp.example.evil.example; now|A mx.corp.example; dmarc=fail",
                "R from a.example (by mx.corp.example) by relay.evil.example; now|A mx.corp.example; dmarc=fail",
                "A mx.corp.example; dmarc=pass|R from a by mx.corp.example; now|A mx.corp.example; dmarc=fail",
                // not well-formed
                "A mx.corp.example; dmarc=fail (no end",
                "A mx.corp.example; dmarc=fail reason=\"no end",
                "A mx.corp.example; dmarc=fail)",
                "A mx.corp.example; dmarc=fail ???",
                "A mx.corp.example dmarc=fail",
                "A mx.corp.example; =fail",
                "A ; dmarc=fail",
                "A mx.corp.example; dmarc=fail ((((((x))))))",
            })
    void whatOurServerDidNotSayIsNotBelieved(String headers) {
        assertThat(warnings(headers)).isEmpty();
    }

    private List<String> warnings(String headers) {
        StringBuilder fields = new StringBuilder("From: Bob <bob@bank.example>\r\n");
        for (String header : headers.split("\\|", -1)) {
            if (!header.isEmpty()) {
                fields.append(header.startsWith("A ") ? "Authentication-Results:" : "Received:")
                        .append(header.substring(1))
                        .append("\r\n");
            }
        }
        return check.warnings(MailHeader.of(fields.toString().getBytes(UTF_8), Integer.MAX_VALUE, null));
    }
}
