package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voddelete.http.HttpProblemException;
import io.voddelete.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which a plan is asked for, and an order is given. */
class PlanFormTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | false",
                "text/plain | true",
                "text/* | true",
                "application/json | false",
                "text/plain, application/json | true",
                "application/json, text/plain | false",
                "text/plain;q=0, application/json | false",
                "text/plain;q=0.5, application/json | false",
                "application/json;q=0.5, text/plain;q=0.9 | true",
                "application/json;q=0, */* | true",
                "text/plain;q=0, */*;q=0.1 | false",
                "text/html, text/plain;q=0.8, */*;q=0.5 | true",
                "text/plain; charset=utf-8; q=0, application/json | false"
            })
    void theFormThatIsAcceptedIsSent(String accept, boolean text) {
        assertThat(PlanForm.wantsText(head(accept))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/plain;q=0", "*/*;q=0.0", "application/json;q=0, text/*;q=0, */*"})
    void whereNoFormIsAcceptedNoneIsSent(String accept) {
        assertThatThrownBy(() -> PlanForm.wantsText(head(accept))).isInstanceOf(HttpProblemException.class);
    }

    private static RequestHead head(String accept) {
        return new RequestHead(Map.of("Accept", accept));
    }

    @Test
    void anOrderWithSomethingAfterItIsNoOrder() {
        assertThat(OrderBody.ofCommand(bytes("{\"reason\":\"x\"} \n")).reason()).isEqualTo("x");
        assertThatThrownBy(() -> OrderBody.ofCommand(bytes("{\"reason\":\"x\"} trash")))
                .isInstanceOf(HttpProblemException.class);
        assertThatThrownBy(() -> OrderBody.ofCommand(bytes("{\"reason\":\"x\"}{}")))
                .isInstanceOf(HttpProblemException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
