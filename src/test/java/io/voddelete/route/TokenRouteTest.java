package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.vod.ErrorCodes.ErrorClass;
import io.voddelete.vod.IamUser;
import io.voddelete.vod.TokenCall;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

class TokenRouteTest extends RouteKit {
    private static final IamUser USER =
            new IamUser(SimulatorOptions.DOMAIN, SimulatorOptions.USER, SimulatorOptions.PASSWORD);

    TokenRouteTest() {
        super("pipeline/token");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.AUTH.key(), "token");
        settings.setProperty(Setting.IAM_ENDPOINT.key(), simulator.endpoint().toString());
        settings.setProperty(Setting.IAM_DOMAIN.key(), USER.domain());
        settings.setProperty(Setting.IAM_USER.key(), USER.name());
        settings.setProperty(Setting.IAM_PASSWORD.key(), USER.password());
        settings.setProperty(Setting.CALL_TIMEOUT.key(), "1s");
    }

    @Test
    void iamGivesATokenOf32KibibytesAndNothingOfTheCallIsLeft() {
        simulator.iam("bytes=32768");

        Exchange exchange = ask(USER);

        assertThat(answer(exchange).error()).isNull();
        assertThat(answer(exchange).token().value()).hasSize(32_768);
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
        assertThat(exchange.getVariables()).isEmpty();
    }

    @Test
    void aWrongPasswordIsAnAnswer() {
        TokenCall.Answer answer = answer(ask(new IamUser(USER.domain(), USER.name(), "wrong")));

        assertThat(answer.error().errorClass()).isEqualTo(ErrorClass.AUTH);
        assertThat(simulator.tokenStatuses()).containsExactly(401);
    }

    @Test
    void iamIsAskedOnceWhateverItAnswers() {
        simulator.faults("page=503,on=token,retry-after=0");

        assertThat(answer(ask(USER)).error().errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(simulator.tokenStatuses()).containsExactly(503);
    }

    @Test
    void anAnswerThatDoesNotComeOrComesTooSlowlyIsAFault() {
        simulator.faults("drip=300ms,on=token,times=1; cut,on=token");

        assertThat(answer(ask(USER)).error().message()).contains("no complete response within 1000 ms");
        assertThat(answer(ask(USER)).error().errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        simulator.close();
        Exchange exchange = ask(USER);
        assertThat(answer(exchange).error().errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    private Exchange ask(IamUser user) {
        TokenCall call = new TokenCall(user, SimulatorOptions.PROJECT_ID, Instant.now());
        return template.request("direct:vod-ask-for-token", exchange -> {
            exchange.setProperty("CamelVodTokenCall", call);
            exchange.getMessage()
                    .setHeaders(new HashMap<>(Map.of(
                            Exchange.HTTP_URI, "http://127.0.0.1:9/elsewhere",
                            Exchange.HTTP_PATH, "/elsewhere",
                            Exchange.HTTP_RAW_QUERY, "x=1",
                            Exchange.HTTP_METHOD, "GET")));
        });
    }

    private static TokenCall.Answer answer(Exchange exchange) {
        return exchange.getMessage().getBody(TokenCall.Answer.class);
    }
}
