package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves what actually happened over HTTP, without authentication and streamed: {@code /summary}, {@code /deleted}, {@code /sent}
 * and {@code /calls}. Also controls the simulator: GET and PUT of {@code /faults}, {@code /limits}, {@code /keys} and
 * {@code /iam}; DELETE of {@code /faults} keeps the built-in rules; PUT of {@code /iam/password}; GET of {@code /tokens} lists
 * the token calls, DELETE revokes all tokens.
 */
final class ControlHandler implements HttpHandler {
    private record Page(String contentType, Consumer<PrintWriter> content) {}

    private static final int LONGEST_RULES = 1 << 16;

    private final CallRecorder recorder;
    private final VodSimulator simulator;
    private final Iam iam;
    private final Map<String, Page> pages = Map.of(
            "/keys", new Page("text/plain", this::keys),
            "/iam", new Page("text/plain", this::iam),
            "/iam/password", new Page("text/plain", this::iam),
            "/tokens", new Page("application/jsonl", this::tokens),
            "/faults", new Page("text/plain", this::faults),
            "/limits", new Page("text/plain", this::limits),
            "/summary", new Page("application/json", this::summary),
            "/deleted", new Page("text/plain", this::deleted),
            "/sent", new Page("text/plain", this::sent),
            "/calls", new Page("application/jsonl", this::calls));

    ControlHandler(CallRecorder recorder, Iam iam, VodSimulator simulator) {
        this.recorder = recorder;
        this.iam = iam;
        this.simulator = simulator;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Page page = pages.get(path);
            String request = exchange.getRequestMethod() + ' ' + path;
            Consumer<String> change = change(request);
            if (page == null || change == null && !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (change != null) {
                byte[] text = exchange.getRequestBody().readNBytes(LONGEST_RULES + 1);
                Optional<String> fault = fault(change, text);
                if (fault.isPresent()) {
                    send(exchange, 400, new Page("text/plain", out -> out.println(fault.get())));
                    return;
                }
            }
            send(exchange, 200, page);
        }
    }

    /** Returns the change that a request asks for; null if it asks for none. */
    private @Nullable Consumer<String> change(String request) {
        return switch (request) {
            case "PUT /faults" -> simulator::faults;
            case "DELETE /faults" -> text -> simulator.faults("");
            case "PUT /limits" -> simulator::limits;
            case "PUT /keys" -> simulator::keys;
            case "PUT /iam" -> simulator::iam;
            case "PUT /iam/password" -> text -> simulator.password(text.strip());
            case "DELETE /tokens" -> text -> simulator.revokeTokens();
            default -> null;
        };
    }

    private static Optional<String> fault(Consumer<String> change, byte[] text) {
        try {
            if (text.length > LONGEST_RULES) {
                return Optional.of("The text exceeds " + LONGEST_RULES + " bytes. Nothing was changed");
            }
            change.accept(new String(text, StandardCharsets.UTF_8));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage() + ". Nothing was changed");
        }
    }

    private static void send(HttpExchange exchange, int status, Page page) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        exchange.sendResponseHeaders(status, 0);
        var utf8 = new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8);
        try (PrintWriter out = new PrintWriter(new BufferedWriter(utf8, 1 << 16))) {
            page.content().accept(out);
        }
    }

    private void faults(PrintWriter out) {
        out.print(simulator.faults());
    }

    private void limits(PrintWriter out) {
        out.print(simulator.limits());
    }

    private void keys(PrintWriter out) {
        out.print(simulator.keys());
    }

    private void iam(PrintWriter out) {
        out.println(simulator.iam());
    }

    private void tokens(PrintWriter out) {
        for (Iam.Call call : iam.calls()) {
            out.print("{\"at\":\"" + call.at() + '"');
            out.print(",\"status\":" + call.status());
            out.print(",\"error_code\":" + Json.quote(call.errorCode()));
            out.print("}\n");
        }
    }

    private void summary(PrintWriter out) {
        Map<Integer, Integer> deletes = recorder.statusCounts(CallKind.DELETE);
        Map<Integer, Integer> infos = recorder.statusCounts(CallKind.INFO);
        out.print("{\"delete_calls\":" + total(deletes));
        out.print(",\"info_calls\":" + total(infos));
        out.print(",\"deleted\":" + recorder.deletedCount());
        out.print(",\"sent_ids\":" + recorder.sentCount());
        out.print(",\"ids_sent_more_than_once\":" + recorder.sentAgainCount());
        out.print(",\"max_concurrency\":" + recorder.maxConcurrency());
        out.print(",\"delete_statuses\":" + counts(deletes));
        out.print(",\"info_statuses\":" + counts(infos));
        out.print("}\n");
    }

    private static int total(Map<Integer, Integer> statuses) {
        return statuses.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String counts(Map<Integer, Integer> statuses) {
        return statuses.entrySet().stream()
                .map(status -> "\"" + status.getKey() + "\":" + status.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private void deleted(PrintWriter out) {
        recorder.ledger()
                .forEachDeleted((assetId, times) -> line(
                        out, assetId, times + "\t" + recorder.deletedAt(assetId).orElseThrow()));
    }

    private void sent(PrintWriter out) {
        recorder.ledger().forEachSent((assetId, times) -> line(out, assetId, "" + times));
    }

    private static void line(PrintWriter out, String assetId, String more) {
        out.print(assetId);
        out.print('\t');
        out.print(more);
        out.print('\n');
    }

    private void calls(PrintWriter out) {
        for (SeenCall call : recorder.calls()) {
            out.print("{\"number\":" + call.number());
            out.print(",\"at\":\"" + call.at() + '"');
            out.print(",\"kind\":\"" + call.kind() + '"');
            out.print(",\"asset_ids\":" + Json.array(call.assetIds()));
            out.print(",\"status\":" + call.status());
            out.print(",\"error_code\":" + Json.quote(call.errorCode()));
            out.print(",\"acted\":" + call.acted());
            out.print(",\"deleted_ids\":" + Json.array(call.deletedIds()));
            out.print(",\"access_key\":" + Json.quote(call.accessKey()));
            out.print(",\"fault\":" + Json.quote(call.fault()));
            out.print("}\n");
        }
    }
}
