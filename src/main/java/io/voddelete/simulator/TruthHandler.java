package io.voddelete.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells the truth over HTTP, unsigned: {@code /summary}, {@code /deleted}, {@code /sent} and {@code /calls}, written as they are read. */
final class TruthHandler implements HttpHandler {
    private record Page(String contentType, Consumer<PrintWriter> content) {}

    private final Truth truth;
    private final Map<String, Page> pages = Map.of(
            "/summary", new Page("application/json", this::summary),
            "/deleted", new Page("text/plain", this::deleted),
            "/sent", new Page("text/plain", this::sent),
            "/calls", new Page("application/jsonl", this::calls));

    TruthHandler(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Page page = pages.get(exchange.getRequestURI().getPath());
            if (page == null || !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", page.contentType());
            exchange.sendResponseHeaders(200, 0);
            var utf8 = new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8);
            try (PrintWriter out = new PrintWriter(new BufferedWriter(utf8, 1 << 16))) {
                page.content().accept(out);
            }
        }
    }

    private void summary(PrintWriter out) {
        Map<Integer, Integer> deletes = truth.statusCounts(CallKind.DELETE);
        Map<Integer, Integer> infos = truth.statusCounts(CallKind.INFO);
        out.print("{\"delete_calls\":" + total(deletes));
        out.print(",\"info_calls\":" + total(infos));
        out.print(",\"deleted\":" + truth.deletedCount());
        out.print(",\"sent_ids\":" + truth.sentCount());
        out.print(",\"ids_sent_more_than_once\":" + truth.sentAgainCount());
        out.print(",\"max_concurrency\":" + truth.maxConcurrency());
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
        truth.ledger().forEachDeleted((assetId, times) -> line(out, assetId, times));
    }

    private void sent(PrintWriter out) {
        truth.ledger().forEachSent((assetId, times) -> line(out, assetId, times));
    }

    private static void line(PrintWriter out, String assetId, int times) {
        out.print(assetId);
        out.print('\t');
        out.print(times);
        out.print('\n');
    }

    private void calls(PrintWriter out) {
        for (SeenCall call : truth.calls()) {
            out.print("{\"number\":" + call.number());
            out.print(",\"at\":\"" + call.at() + '"');
            out.print(",\"kind\":\"" + call.kind() + '"');
            out.print(",\"asset_ids\":" + Json.array(call.assetIds()));
            out.print(",\"status\":" + call.status());
            out.print(",\"error_code\":" + Json.quote(call.errorCode()));
            out.print(",\"acted\":" + call.acted());
            out.print("}\n");
        }
    }
}
