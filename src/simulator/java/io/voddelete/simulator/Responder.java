package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Sends a response, including deliberately broken ones. */
final class Responder {
    private final InterruptibleWait pause;

    Responder(InterruptibleWait pause) {
        this.pause = pause;
    }

    /**
     * Sends the response and closes the exchange.
     *
     * @param beforeTheEnd runs at least once before the client can see the end of the response, unless sending fails
     */
    void send(HttpExchange exchange, SimulatedResponse reply, Delivery delivery, Runnable beforeTheEnd)
            throws IOException {
        boolean open = pause.waitFor(delivery.delay());
        if (!open || delivery.ending() == Ending.NO_ANSWER) {
            beforeTheEnd.run();
            // closes the connection, since no status was sent
            exchange.close();
            return;
        }
        byte[] body = reply.body();
        boolean truncated = delivery.ending() == Ending.TRUNCATED;
        int announced = truncated ? Math.max(1, body.length) : body.length;
        int length = truncated ? body.length / 2 : body.length;
        try {
            if (delivery.drip().isZero()) {
                beforeTheEnd.run();
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), announced == 0 ? -1 : announced);
            OutputStream out = exchange.getResponseBody();
            int sent = delivery.drip().isZero() ? 0 : drip(out, body, length - 1, delivery.drip());
            beforeTheEnd.run();
            if (sent < length) {
                out.write(body, sent, length - sent);
                out.flush();
            }
        } finally {
            exchange.close();
        }
    }

    private int drip(OutputStream out, byte[] body, int length, Duration interval) throws IOException {
        int sent = 0;
        while (sent < length) {
            out.write(body[sent++]);
            out.flush();
            if (!pause.waitFor(interval)) {
                throw new IOException("the simulator is closing");
            }
        }
        return sent;
    }
}
