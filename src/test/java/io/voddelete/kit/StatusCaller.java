package io.voddelete.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Calls the HTTP API for queries and commands. */
public final class StatusCaller {
    /** The value of {@code vod.status.token}. */
    public static final String TOKEN = "made-up-token-of-an-operator-in-tests";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;

    /** @param url base URL of the HTTP server */
    public StatusCaller(String url) {
        this.url = URI.create(url);
    }

    /** Sends a request without authentication. */
    public HttpResponse<String> send(String method, String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).method(method, BodyPublishers.noBody()), headers);
    }

    /** Sends a plain text, without authentication, to a path of the host's own. */
    public HttpResponse<String> postText(String path, String text) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path)).POST(BodyPublishers.ofString(text)),
                "Content-Type",
                "text/plain");
    }

    /** Sends a JSON body, without authentication. */
    public HttpResponse<String> postJson(String path, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    /** Sends a query and returns the response; fails unless it succeeds. */
    public JsonNode ask(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** Sends a command with the valid token. */
    public HttpResponse<String> order(String path) {
        return send("POST", path, "Authorization", "Bearer " + TOKEN);
    }

    /** Sends a command with a JSON body and a token. */
    public HttpResponse<String> post(String path, String body, String token) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path)).POST(BodyPublishers.ofString(body)),
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + token);
    }

    /** Returns the status line for a query with another Host header, as in a DNS rebinding attack. */
    public String statusAskedAs(String host, String path) {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    /** Reads JSON; fails if the text is none. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** Fails unless the response is a problem document with this status; returns its detail. */
    public static String isProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).doesNotStartWith("Status");
        assertThat(problem.get("detail").textValue()).isNotBlank();
        return problem.get("detail").textValue();
    }
}
