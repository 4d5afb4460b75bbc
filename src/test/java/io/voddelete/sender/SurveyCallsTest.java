package io.voddelete.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.Ids;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AdaptiveRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SurveyCallsTest {
    @TempDir
    Path directory;

    /** Who waits in the line of the calls can be overtaken by none: several surveys would take most of its slots. */
    @Test
    void ofSeveralSurveysOneWaitsForASlot() throws InterruptedException {
        WakeUp stop = new WakeUp();
        List<Thread> surveys = new ArrayList<>();
        try (StoreKit kit = new StoreKit(directory)) {
            RateLimiter infos = pacer(kit, "infos", stop);
            ErrorPolicy errors = kit.policy(pacer(kit, "deletes", stop), infos, StoreKit.CREDENTIALS);
            SurveyCalls calls = new SurveyCalls(infos, errors);
            calls.waitForSlot(question(kit, 0)); // the next slot is a minute later
            for (int i = 1; i <= 3; i++) {
                Question question = question(kit, i);
                Thread survey = new Thread(() -> waitFor(calls, question));
                survey.start();
                surveys.add(survey);
            }
            await().until(() -> surveys.stream().allMatch(SurveyCallsTest::isWaiting) && infos.waitingIds() > 0);

            assertThat(infos.waitingIds()).isEqualTo(1);
            stop.stop();
            for (Thread survey : surveys) {
                survey.join();
            }
        } finally {
            stop.stop();
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static void waitFor(SurveyCalls calls, Question question) {
        try {
            calls.waitForSlot(question);
        } catch (CallDeferredException e) {
            assertThat(e).hasMessage("stopping");
        }
    }

    private static RateLimiter pacer(StoreKit kit, String name, WakeUp stop) {
        return new RateLimiter(new AdaptiveRate(name, 1), kit.store().senderState(), kit.clock, stop);
    }

    private static Question question(StoreKit kit, int number) {
        return new Question(List.of(Ids.id(number)), kit.clock.instant().plus(Duration.ofMinutes(10)));
    }
}
