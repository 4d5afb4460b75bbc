package io.voddelete.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Speaks to a simulator over a socket with a signer of its own. Set a field to sign differently. */
final class SigningClient {
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    String projectId = SimulatorOptions.PROJECT_ID;
    String accessKey = SimulatorOptions.ACCESS_KEY;
    String secretKey = SimulatorOptions.SECRET_KEY;
    String sessionToken;
    boolean signToken = true;
    Instant now = Instant.now();

    private final URI endpoint;

    SigningClient(VodSimulator simulator) {
        this.endpoint = simulator.endpoint();
    }

    HttpResponse<String> delete(String... assetIds) {
        return send("DELETE", "/asset", "asset_id=" + String.join("%2C", assetIds));
    }

    HttpResponse<String> info(String... assetIds) {
        return send("GET", "/asset/info", "asset_id=" + String.join("%2C", assetIds));
    }

    CompletableFuture<HttpResponse<String>> deleteLater(String... assetIds) {
        return HTTP.sendAsync(
                signed("DELETE", "/asset", "asset_id=" + String.join("%2C", assetIds), null), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String query) {
        return send(method, path, query, query);
    }

    /** Sends one form of the query and signs another. */
    HttpResponse<String> send(String method, String path, String query, String signedQuery) {
        return exchange(signed(method, path, query, signedQuery));
    }

    HttpResponse<String> sendWithAuthorization(String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target("/asset", "asset_id=a")).DELETE();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return exchange(request.build());
    }

    static HttpResponse<String> get(URI address) {
        return exchange(HttpRequest.newBuilder(address).build());
    }

    /** An unsigned request with this body. */
    static HttpResponse<String> send(String method, URI address, String body) {
        return exchange(HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** The status that a DELETE of these ids was answered, 0 if there was no whole answer. */
    int statusOfDelete(String... assetIds) {
        try {
            return delete(assetIds).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private HttpRequest signed(String method, String path, String query, String signedQuery) {
        String date = DATE.format(now);
        boolean withToken = sessionToken != null && signToken;
        String names = withToken ? "host;x-sdk-date;x-security-token" : "host;x-sdk-date";
        String headers = "host:" + endpoint.getAuthority() + "\nx-sdk-date:" + date + '\n'
                + (withToken ? "x-security-token:" + sessionToken + '\n' : "");
        String canonical = String.join(
                "\n",
                method,
                "/v1.0/" + projectId + path + '/',
                signedQuery == null ? query : signedQuery,
                headers,
                names,
                EMPTY_SHA256);
        HttpRequest.Builder request = HttpRequest.newBuilder(target(path, query))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("X-Sdk-Date", date)
                .header(
                        "Authorization",
                        "SDK-HMAC-SHA256 Access=" + accessKey + ", SignedHeaders=" + names + ", Signature="
                                + signature("SDK-HMAC-SHA256\n" + date + '\n' + sha256(canonical)));
        if (sessionToken != null) {
            request.header("X-Security-Token", sessionToken);
        }
        return request.build();
    }

    private URI target(String path, String query) {
        return endpoint.resolve("/v1.0/" + projectId + path + (query.isEmpty() ? "" : '?' + query));
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
