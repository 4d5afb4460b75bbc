package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.voddelete.simulator.AssetService.Outcome;
import io.voddelete.simulator.Assets.Deletion;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Handles one call: reads it, refuses or executes it, records it and responds. */
final class CallHandler implements HttpHandler {
    private static final Runnable NOTHING = () -> {};

    private final Gate gate;
    private final AssetService service;
    private final CallRecorder recorder;
    private final Responder responder;
    private final InstantSource clock;

    CallHandler(Gate gate, AssetService service, CallRecorder recorder, Responder responder, InstantSource clock) {
        this.gate = gate;
        this.service = service;
        this.recorder = recorder;
        this.responder = responder;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Instant at = clock.instant();
        ReceivedRequest request = ReceivedRequest.read(exchange);
        Optional<ApiCall> call = ApiCall.of(request);
        if (call.isEmpty()) {
            responder.send(exchange, ApiError.NO_SUCH_API.reply(), Delivery.AT_ONCE, NOTHING);
            return;
        }
        Runnable end = recorder.begin(call.get().kind());
        try {
            Outcome outcome = decide(request, call.get());
            recorder.record(at, call.get(), request, outcome);
            responder.send(exchange, outcome.reply(), outcome.delivery(), end);
        } finally {
            end.run();
        }
    }

    private Outcome decide(ReceivedRequest request, ApiCall call) {
        return gate.refusal(request, call)
                .map(refusal -> new Outcome(refusal.reply(), Delivery.AT_ONCE, Deletion.NONE, refusal.fault()))
                .orElseGet(() -> service.carryOut(call));
    }
}
