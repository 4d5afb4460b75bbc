package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.voddelete.simulator.FaultKind.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Serves {@code POST /v3/auth/tokens}; passes every other request to the next handler. */
final class IamHandler implements HttpHandler {
    private static final String PATH = "/v3/auth/tokens";
    private static final int LARGEST = 32_768;
    private static final ApiCall CALL = new ApiCall(CallKind.TOKEN, "", List.of(), List.of());

    private final Iam iam;
    private final Faults faults;
    private final Responder responder;
    private final InstantSource clock;
    private final HttpHandler others;

    IamHandler(Iam iam, Faults faults, Responder responder, InstantSource clock, HttpHandler others) {
        this.iam = iam;
        this.faults = faults;
        this.responder = responder;
        this.clock = clock;
        this.others = others;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            others.handle(exchange);
            return;
        }
        Instant at = clock.instant();
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        SimulatedResponse reply = ApiError.NO_SUCH_API.reply();
        Delivery delivery = Delivery.AT_ONCE;
        if (exchange.getRequestMethod().equals("POST")) {
            Optional<FaultRule> fault = faults.onCall(Scope.CALL, CALL);
            boolean throttled = faults.onCall(Scope.GATE, CALL).isPresent();
            reply = reply(body, throttled, fault);
            delivery = fault.map(rule -> new FaultyAnswer(rule).delivery(Delivery.AT_ONCE))
                    .orElse(delivery);
        }
        iam.record(at, reply);
        responder.send(exchange, reply, delivery, () -> {});
    }

    private SimulatedResponse reply(byte[] body, boolean throttled, Optional<FaultRule> fault) {
        if (throttled) {
            return ErrorTable.reply("IAM.0012", 0);
        }
        if (body.length == 0 || body.length > LARGEST) {
            return ErrorTable.reply("IAM.1101", 0);
        }
        if (fault.isPresent() && fault.get().effect() == EffectTiming.BEFORE) {
            return new FaultyAnswer(fault.get()).reply(null, SimulatedResponse.html(503), null);
        }
        SimulatedResponse ordinary = iam.answer(TokenRequest.read(new String(body, StandardCharsets.UTF_8)));
        return fault.map(rule -> new FaultyAnswer(rule).reply(null, ordinary, null))
                .orElse(ordinary);
    }
}
