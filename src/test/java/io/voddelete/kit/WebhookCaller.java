package io.voddelete.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends requests to the webhook. */
public final class WebhookCaller {
    /** A secret in the format of Standard Webhooks. */
    public static final String SECRET = "whsec_bWFkZS11cC1zZWNyZXQtb2YtdGhlLXRlc3RzLTEy";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    /** @param uri the webhook's URI, with an optional query */
    public WebhookCaller(String uri) {
        this.uri = URI.create(uri);
    }

    /** Sends a signed JSON list. */
    public HttpResponse<String> send(String id, String json) {
        return send(signed(id, Instant.now(), bytes(json)), bytes(json));
    }

    /** Sends a request as given. */
    public HttpResponse<String> send(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the headers of a signed JSON request, in a modifiable map. */
    public static Map<String, String> signed(String id, Instant at, byte[] body) {
        return signed(SECRET, id, at, body);
    }

    /** Returns the headers of a JSON request signed with the given secret. */
    public static Map<String, String> signed(String secret, String id, Instant at, byte[] body) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
        headers.put("webhook-signature", "v1," + signature(secret, id + "." + at.getEpochSecond() + ".", body));
        return headers;
    }

    /** Returns the head of a request whose only fault is its signature, without the empty line. */
    public static String head() {
        StringBuilder head = new StringBuilder("POST /vod/submissions HTTP/1.1\r\nHost: localhost\r\n");
        signed("msg-of-a-stranger", Instant.now(), new byte[0])
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.toString();
    }

    /** Returns a JSON list. */
    public static String json(Iterable<String> ids) {
        return "{\"asset_ids\":[\"" + String.join("\",\"", ids) + "\"]}";
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(String secret, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            mac.update(bytes(head));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
