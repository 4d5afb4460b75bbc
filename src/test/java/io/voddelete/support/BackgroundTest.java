package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundTest {
    @Test
    void theWorkRunsWhileItsCallerDoesSomethingElse() {
        CountDownLatch done = new CountDownLatch(1);
        Background<String> work = Background.begin("vod-test", () -> {
            await(done);
            return Thread.currentThread().getName();
        });
        done.countDown();
        assertThat(work.result()).isEqualTo("vod-test");
        assertThat(work.result()).as("again").isEqualTo("vod-test");
    }

    @Test
    void whatTheWorkThrowsComesWithTheResultAndNotBefore() {
        UncheckedIOException failure = new UncheckedIOException(new IOException("it changed"));
        Background<String> failed = Background.begin("vod-test", () -> {
            throw failure;
        });
        failed.await();
        assertThatThrownBy(failed::result).isSameAs(failure);
        OutOfMemoryError error = new OutOfMemoryError("none left");
        assertThatThrownBy(Background.begin("vod-test", () -> {
                    throw error;
                })::result)
                .isSameAs(error);
    }

    @Test
    void anInterruptIsKeptForLater() {
        CountDownLatch done = new CountDownLatch(1);
        Background<Integer> work = Background.begin("vod-test", () -> {
            await(done);
            return 1;
        });
        Thread.currentThread().interrupt();
        Background.begin("vod-test-end", () -> {
            done.countDown();
            return 0;
        });
        assertThat(work.result()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
