package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Right;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswerLimitTest {
    private static final Caller OPERATOR = new Caller(Caller.OPERATOR, Set.of(Right.READ), "", Long.MAX_VALUE);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    @Test
    void whoFindsNoPlaceInTimeIsToldToAskAgain() throws Exception {
        AnswerLimit limit = new AnswerLimit(Duration.ofMillis(10));
        List<Future<String>> running = fill(limit);

        isRefused(limit, Caller.UNKNOWN);

        end.countDown();
        for (Future<String> one : running) {
            assertThat(one.get()).isEqualTo("answer");
        }
        assertThat(limit.answer(Caller.UNKNOWN, () -> "next")).isEqualTo("next");
    }

    @Test
    void whoWaitsIsAnsweredAndOnlyAFewWait() throws Exception {
        AnswerLimit limit = new AnswerLimit(Duration.ofSeconds(50));
        fill(limit);
        List<Future<Boolean>> late = new ArrayList<>();
        for (int i = 0; i < AnswerLimit.MOST_WAITING + 4; i++) {
            late.add(threads.submit(() -> {
                try {
                    limit.answer(Caller.UNKNOWN, () -> "late");
                    return true;
                } catch (HttpProblemException e) {
                    begun.release();
                    return false;
                }
            }));
        }
        begun.acquire(4); // refused without waiting, whichever they are
        end.countDown();

        int answered = 0;
        for (Future<Boolean> one : late) {
            answered += one.get() ? 1 : 0;
        }
        assertThat(answered).isEqualTo(AnswerLimit.MOST_WAITING);
    }

    @Test
    void whoShowsACredentialDoesNotWaitForThoseWhoShowNone() throws Exception {
        AnswerLimit limit = new AnswerLimit(Duration.ofMillis(10));
        fill(limit);

        assertThat(limit.answer(OPERATOR, () -> "answer")).isEqualTo("answer");
    }

    @Test
    void whoseAnswerFailsGivesHisPlaceBack() {
        AnswerLimit limit = new AnswerLimit(Duration.ofMillis(10));
        for (int i = 0; i < AnswerLimit.AT_A_TIME + AnswerLimit.MOST_WAITING; i++) {
            catchThrowableOfType(
                    IllegalStateException.class,
                    () -> limit.answer(OPERATOR, () -> {
                        throw new IllegalStateException();
                    }));
        }

        assertThat(limit.answer(OPERATOR, () -> "answer")).isEqualTo("answer");
    }

    /** As many as there are places, each until the end. */
    private List<Future<String>> fill(AnswerLimit limit) throws InterruptedException {
        List<Future<String>> running = new ArrayList<>();
        for (int i = 0; i < AnswerLimit.AT_A_TIME; i++) {
            running.add(threads.submit(() -> limit.answer(Caller.UNKNOWN, () -> {
                begun.release();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return "answer";
            })));
        }
        begun.acquire(AnswerLimit.AT_A_TIME);
        return running;
    }

    private static void isRefused(AnswerLimit limit, Caller caller) {
        HttpProblemException refusal =
                catchThrowableOfType(HttpProblemException.class, () -> limit.answer(caller, () -> "answer"));
        assertThat(refusal.reply().status()).isEqualTo(503);
        assertThat(refusal.reply().headers()).containsEntry("Retry-After", "5");
    }
}
