package io.voddelete.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An HTTP endpoint that accepts only what the library of Standard Webhooks verifies, and refuses some of that at first. */
public final class SignedEventServer implements AutoCloseable {
    /**
     * A request that was made.
     *
     * @param id its {@code webhook-id}; null if it has none
     * @param timestamp its {@code webhook-timestamp}
     * @param signatures how many it has
     * @param verified whether one of them is right
     */
    public record Attempt(String path, String id, long timestamp, int signatures, boolean verified, JsonNode event) {}

    private final HttpServer server;
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final Runnable atRefusal;
    private volatile String secret;
    private int refusals;

    /**
     * @param secret its form is {@code whsec_…}
     * @param refusals so many requests to {@code /deleted} are answered by 503, though verified
     * @param atRefusal run before such an answer
     */
    public SignedEventServer(String secret, int refusals, Runnable atRefusal) throws IOException {
        this.secret = secret;
        this.refusals = refusals;
        this.atRefusal = atRefusal;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            Map<String, List<String>> headers = call.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
            String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean verified = verifies(headers, body);
            attempts.add(new Attempt(
                    call.getRequestURI().getPath(),
                    first(headers, "webhook-id"),
                    Long.parseLong(headers.getOrDefault("webhook-timestamp", List.of("0"))
                            .get(0)),
                    headers.containsKey("webhook-signature")
                            ? first(headers, "webhook-signature").split(" ").length
                            : 0,
                    verified,
                    new ObjectMapper().readTree(body)));
            if (verified && call.getRequestURI().getPath().equals("/deleted") && refusals-- > 0) {
                atRefusal.run();
                call.sendResponseHeaders(503, -1);
            } else {
                call.sendResponseHeaders(verified ? 204 : 401, -1);
            }
        }
    }

    private static String first(Map<String, List<String>> headers, String name) {
        return headers.containsKey(name) ? headers.get(name).get(0) : null;
    }

    private boolean verifies(Map<String, List<String>> headers, String body) {
        try {
            new Webhook(secret).verify(body, headers);
            return true;
        } catch (WebhookVerificationException | RuntimeException e) {
            return false;
        }
    }

    /** Accepts from now on what this secret signs, and nothing else. */
    public void secret(String other) {
        secret = other;
    }

    /** Returns its address, which ends with a slash. */
    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    /** Returns all requests in their order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
