package io.voddelete.camel;

import static io.voddelete.kit.RawServer.answer;
import static io.voddelete.kit.RawServer.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.kit.RawServer;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.Token;
import io.voddelete.vod.VodResponse;
import java.time.Duration;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that shows a token is as clean as a signed one. */
@Timeout(20)
class TokenOnTheWireTest {
    private static final String VALUE = "s3cret".repeat(5461) + "xx";
    private static final Token TOKEN = new Token(
            VALUE,
            new IamUser("account", "user", "made-up-password"),
            CallWire.NOW,
            CallWire.NOW.plus(Duration.ofHours(1)));

    @Test
    void aTokenOf32KibibytesGoesOutAndNothingElseWhateverWasThereBefore() throws Exception {
        assertThat(VALUE).hasSize(32_768);
        try (RawServer server = RawServer.start(saying(answer("200 OK", "", "{}")));
                CallWire wire = new CallWire(server.address(), Duration.ofSeconds(10), TOKEN)) {
            Exchange exchange = wire.exchange("a,b,c", SigningOnTheWireTest.HOSTILE_HEADERS);

            String[] lines = server.requests().get(0).split("\r\n");
            assertThat(lines[0]).isEqualTo("DELETE /v1.0/" + CallWire.PROJECT + "/asset?asset_id=a%2Cb%2Cc HTTP/1.1");
            assertThat(Arrays.stream(lines).skip(1).map(line -> line.replaceAll(":.*", "")))
                    .containsExactlyInAnyOrder("Accept-Encoding", "Connection", "Host", "User-Agent", "X-Auth-Token");
            assertThat(lines).contains("X-Auth-Token: " + VALUE);
            assertThat(exchange.getMessage().getHeaders()).isEmpty();
        }
    }

    @Test
    void aTokenThatTheGatewayQuotesIsNotToldOn() throws Exception {
        String body = "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"decrypt token fail: " + VALUE + "\"}";
        try (CapturedLog log = CapturedLog.everythingOf("io.voddelete");
                CapturedLog camel = CapturedLog.everythingOf("org.apache.camel");
                RawServer server = RawServer.start(saying(answer("401 Unauthorized", "", body)));
                CallWire wire = new CallWire(server.address(), Duration.ofSeconds(10), TOKEN)) {
            VodResponse answer = wire.call();
            server.conduct(connection -> false);
            VodResponse broken = wire.call();

            assertThat(answer.pass()).isSameAs(TOKEN);
            assertThat(DeleteResponse.read(answer).error()).hasToString("HTTP 401 APIGW.0301: decrypt token fail: ***");
            assertThat(broken.fault() + log.text() + camel.text() + wire.mismatches)
                    .doesNotContain("s3cret");
        }
    }
}
