package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CallQueueTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration A_WHILE = Duration.ofMillis(150);

    private final CamelContext context = new DefaultCamelContext();
    private final CallQueues queues = new CallQueues();
    private final BlockingQueue<Exchange> queue = queues.create(2);

    @AfterEach
    void close() {
        queues.stop();
        context.stop();
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                })
                .start();
        return result;
    }

    @Test
    void itIsFirstInFirstOutAndHasRoomForSoMany() throws Exception {
        Exchange first = exchange();
        Exchange second = exchange();

        queue.put(first);
        assertThat(queue.offer(second)).isTrue();
        assertThat(queue.offer(exchange())).isFalse();
        assertThat(queue.offer(exchange(), 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> queue.add(exchange())).isInstanceOf(IllegalStateException.class);

        assertThat(queue).containsExactly(first, second);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.peek()).isSameAs(first);
        assertThat(queue.remove(exchange())).isFalse();
        assertThat(queue.poll()).isSameAs(first);
        assertThat(queue.take()).isSameAs(second);
        assertThat(queue.poll()).isNull();
        queue.put(first);
        assertThat(queue.remove(first)).isTrue();
        assertThat(queue).isEmpty();
    }

    @Test
    void whoeverPutsIntoAFullQueueWaits() throws Exception {
        Exchange first = exchange();
        Exchange third = exchange();
        queue.put(first);
        queue.put(exchange());
        CompletableFuture<Boolean> put = inBackground(() -> {
            queue.put(third);
            return true;
        });
        assertThat(put).failsWithin(A_WHILE);

        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isSameAs(first);

        assertThat(put).succeedsWithin(SOON);
        List<Exchange> rest = new ArrayList<>();
        assertThat(queue.drainTo(rest, 1)).isEqualTo(1);
        assertThat(queue.drainTo(rest)).isEqualTo(1);
        assertThat(rest).last().isSameAs(third);
    }

    @Test
    void aPollWaitsForAnExchangeHoweverLittleItIsAskedTo() throws Exception {
        CompletableFuture<Exchange> polled = inBackground(() -> queue.poll(1, TimeUnit.MILLISECONDS));
        assertThat(polled).failsWithin(A_WHILE);
        Exchange exchange = exchange();

        queue.put(exchange);

        assertThat(polled).succeedsWithin(SOON).isSameAs(exchange);
    }

    /** And what is queued then is still handed out, once to each. */
    @Test
    void theStopEndsEveryPollNowAndLater() throws Exception {
        CompletableFuture<Exchange> polled = inBackground(() -> queue.poll(1, TimeUnit.MILLISECONDS));
        CompletableFuture<Exchange> other = inBackground(() -> queue.poll(1, TimeUnit.MILLISECONDS));
        assertThat(polled).failsWithin(A_WHILE);

        queues.stop();

        assertThat(polled).succeedsWithin(SOON).isNull();
        assertThat(other).succeedsWithin(SOON).isNull();
        queue.put(exchange());
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNotNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queues.create(1).poll(1, TimeUnit.MILLISECONDS)).isNull();
    }
}
