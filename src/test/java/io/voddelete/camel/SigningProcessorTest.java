package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.sender.ClaimGroup;
import io.voddelete.vod.Credentials;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class SigningProcessorTest {
    private static final URI ENDPOINT = URI.create("https://vod.cn-north-4.myhuaweicloud.com");

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Message message = exchange.getMessage();

    @Test
    void setsTheSignedRequestOfABatch() throws Exception {
        message.setBody(CallWire.batch("a", "b", "c"));

        sign(delete(null));

        assertThat(message.getHeaders())
                .containsOnlyKeys("Authorization", "CamelHttpMethod", "CamelHttpPath", "CamelHttpQuery", "X-Sdk-Date")
                .containsEntry("CamelHttpMethod", HttpMethods.DELETE)
                .containsEntry("CamelHttpPath", "/v1.0/" + CallWire.PROJECT + "/asset")
                .containsEntry("CamelHttpQuery", "asset_id=a%2Cb%2Cc")
                .containsEntry("X-Sdk-Date", "20261124T100000Z");
        assertThat(message.getHeader("Authorization", String.class))
                .matches("SDK-HMAC-SHA256 Access=" + CallWire.ACCESS_KEY
                        + ", SignedHeaders=host;x-sdk-date, Signature=[0-9a-f]{64}");
    }

    @Test
    void setsTheSignedQuestionAboutAGroup() throws Exception {
        message.setBody(new ClaimGroup(CallWire.batch("a", "b").claims(), true, CallWire.NOW, CallWire.NOW));

        sign(SigningProcessor.info(account(null), InstantSource.fixed(CallWire.NOW), CallWire.UNOBSERVED));

        assertThat(message.getHeaders())
                .containsEntry("CamelHttpMethod", HttpMethods.GET)
                .containsEntry("CamelHttpPath", "/v1.0/" + CallWire.PROJECT + "/asset/info")
                .containsEntry("CamelHttpQuery", "asset_id=a%2Cb");
    }

    @Test
    void sendsAndSignsTheSessionToken() throws Exception {
        message.setBody(CallWire.batch("a"));

        sign(delete("made-up-token"));

        assertThat(message.getHeaders()).containsEntry("X-Security-Token", "made-up-token");
        assertThat(message.getHeader("Authorization", String.class))
                .contains("SignedHeaders=host;x-sdk-date;x-security-token");
    }

    @Test
    void noHeaderThatWasThereBeforeStays() throws Exception {
        message.setBody(CallWire.batch("a"));
        sign(delete(null));
        Map<String, Object> clean = new LinkedHashMap<>(message.getHeaders());

        message.setHeaders(new LinkedHashMap<>(SigningOnTheWireTest.HOSTILE_HEADERS));
        sign(delete(null));

        assertThat(message.getHeaders()).isEqualTo(clean);
    }

    @Test
    void keepsTheBodyForTheSettlement() throws Exception {
        Object body = CallWire.batch("a");
        message.setBody(body);

        sign(delete(null));

        assertThat(message.getBody()).isSameAs(body);
    }

    @Test
    void refusesABodyThatIsNoBatch() {
        message.setBody("a,b");

        assertThatThrownBy(() -> sign(delete(null))).isInstanceOf(ClassCastException.class);
    }

    /** That its ids may be gone is not written down. */
    @Test
    void refusesABatchWhoseCallWasNotBegun() {
        message.setBody(CallWire.unbegun("a", "b"));

        assertThatThrownBy(() -> sign(delete(null))).isInstanceOf(IllegalStateException.class);
        assertThat(message.getHeaders()).isEmpty();
    }

    private void sign(Processor processor) throws Exception {
        processor.process(exchange);
    }

    private static SigningProcessor delete(String sessionToken) {
        return SigningProcessor.delete(account(sessionToken), InstantSource.fixed(CallWire.NOW), CallWire.UNOBSERVED);
    }

    private static SigningProcessor.Account account(String sessionToken) {
        return new SigningProcessor.Account(
                ENDPOINT,
                CallWire.PROJECT,
                () -> new Credentials(CallWire.ACCESS_KEY, CallWire.SECRET_KEY, sessionToken));
    }
}
