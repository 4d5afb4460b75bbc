package io.voddelete.kit;

import static io.voddelete.kit.WebhookCaller.bytes;
import static io.voddelete.kit.WebhookCaller.json;
import static io.voddelete.kit.WebhookCaller.signed;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends valid signed lists one after another from several threads and measures the responses. */
public final class CorrectCallers implements AutoCloseable {
    /**
     * The results.
     *
     * @param millis response time of each accepted request, ascending
     * @param others responses to requests that were not accepted
     */
    public record Served(List<Double> millis, List<String> others) {
        /** @param percent percentile of the response time, 0 to 100 */
        public double quantile(int percent) {
            return millis.get(Math.min(millis.size() - 1, millis.size() * percent / 100));
        }

        @Override
        public String toString() {
            return millis.isEmpty()
                    ? "none accepted, others " + others
                    : String.format(
                            java.util.Locale.ROOT,
                            "%d accepted, ms p50 %.1f, p99 %.1f, most %.1f, others %s",
                            millis.size(),
                            quantile(50),
                            quantile(99),
                            quantile(100),
                            others);
        }
    }

    private final WebhookCaller caller;
    private final SentIds ids;
    private final String padding;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> callers = new ArrayList<>();
    private final List<Double> millis = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private volatile boolean ended;

    /**
     * Starts the callers.
     *
     * @param ids supplies one id per list and records the response
     * @param bytes minimum size of each list
     */
    public CorrectCallers(WebhookCaller caller, int count, SentIds ids, int bytes) {
        this.caller = caller;
        this.ids = ids;
        this.padding = " ".repeat(bytes);
        for (int i = 0; i < count; i++) {
            callers.add(threads.submit(this::call));
        }
    }

    private void call() {
        while (!ended) {
            String id = ids.next();
            byte[] list = bytes(json(List.of(id)) + padding);
            long start = System.nanoTime();
            String other = "";
            try {
                HttpResponse<String> answer = caller.send(signed("msg-" + id, Instant.now(), list), list);
                if (answer.statusCode() == 202) {
                    ids.accepted(id);
                } else {
                    other = answer.statusCode() + " " + answer.body();
                }
            } catch (UncheckedIOException e) {
                ids.unanswered(id);
                other = String.valueOf(e.getCause());
            }
            double took = (System.nanoTime() - start) / 1e6;
            synchronized (this) {
                if (other.isEmpty()) {
                    millis.add(took);
                } else {
                    others.add(other);
                }
            }
        }
    }

    /** Returns the number of lists accepted so far. */
    public synchronized int accepted() {
        return millis.size();
    }

    /** Stops the callers and returns the results. */
    public Served end() throws Exception {
        ended = true;
        for (Future<?> one : callers) {
            one.get();
        }
        millis.sort(null);
        return new Served(List.copyOf(millis), List.copyOf(others));
    }

    @Override
    public void close() {
        ended = true;
        threads.shutdownNow();
    }
}
