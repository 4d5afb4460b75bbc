package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Puts an answer on the wire in the manner asked for, broken ones included. */
final class Responder {
    private final Pause pause;

    Responder(Pause pause) {
        this.pause = pause;
    }

    /**
     * Sends and closes.
     *
     * @param beforeTheEnd runs at least once before the client can know that the answer is complete, unless sending fails
     */
    void send(HttpExchange exchange, Reply reply, Manner manner, Runnable beforeTheEnd) throws IOException {
        boolean open = pause.waitFor(manner.delay());
        if (!open || manner.ending() == Ending.NO_ANSWER) {
            beforeTheEnd.run();
            // no status was sent, so this closes the connection
            exchange.close();
            return;
        }
        byte[] body = reply.body();
        boolean truncated = manner.ending() == Ending.TRUNCATED;
        int announced = truncated ? Math.max(1, body.length) : body.length;
        int length = truncated ? body.length / 2 : body.length;
        try {
            if (manner.drip().isZero()) {
                beforeTheEnd.run();
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), announced == 0 ? -1 : announced);
            OutputStream out = exchange.getResponseBody();
            int sent = manner.drip().isZero() ? 0 : drip(out, body, length - 1, manner.drip());
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
