package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP endpoint of notices and outcomes. It may refuse some. */
public final class NoticeServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final Runnable beforeAnswer;
    private int refusals;

    /**
     * @param refusals so many requests are answered by 503 before the first one is accepted
     * @param beforeAnswer run when a notice has arrived and the module does not know it yet
     */
    public NoticeServer(int port, int refusals, Runnable beforeAnswer) throws IOException {
        this.refusals = refusals;
        this.beforeAnswer = beforeAnswer;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            if (!call.getRequestMethod().equals("POST")) {
                call.sendResponseHeaders(405, -1);
                return;
            }
            JsonNode notice = JSON.readTree(call.getRequestBody());
            if (refusals-- > 0) {
                call.sendResponseHeaders(503, -1);
                return;
            }
            headers.add(call.getRequestHeaders());
            received.add(notice);
            beforeAnswer.run();
            call.sendResponseHeaders(204, -1);
        }
    }

    /** Returns its address, which ends with a slash. */
    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    /** Returns the notices that arrived, in order, each as its schema says. */
    public List<JsonNode> received() {
        received.forEach(EventSchemas::check);
        return received;
    }

    /** Returns the ids of the notices that arrived, in order. */
    public List<Long> ids() {
        return received().stream().map(notice -> notice.get("id").longValue()).toList();
    }

    /** Returns what the notices that arrived are about, in order. */
    public List<String> events() {
        return received().stream()
                .map(notice -> notice.get("event").textValue())
                .toList();
    }

    /** Returns the headers of the requests that arrived, in order. */
    public List<Headers> headers() {
        return headers;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
