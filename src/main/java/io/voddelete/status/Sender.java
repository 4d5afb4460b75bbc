package io.voddelete.status;

import io.voddelete.pipeline.Pacer;
import io.voddelete.pipeline.SenderHold;
import io.voddelete.store.Pause;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The sender as people see and steer it.
 *
 * @param deletes the pace of the DELETE calls
 * @param enabled whether it is to send at all
 * @param batchSize ids in one call
 */
public record Sender(SenderHold hold, Pacer deletes, boolean enabled, int batchSize) {

    SenderView view() {
        if (!enabled) {
            return SenderView.STOPPED;
        }
        Optional<Instant> byOperator = hold.operatorPause();
        if (byOperator.isPresent()) {
            return SenderView.pausedByOperator(byOperator.get());
        }
        return hold.pause().map(Sender::paused).orElse(SenderView.RUNNING);
    }

    private static SenderView paused(Pause pause) {
        return new SenderView(
                "paused",
                pause.cause().name().toLowerCase(Locale.ROOT),
                pause.code(),
                pause.error(),
                pause.remedy(),
                Times.text(pause.since()),
                pause.triesAgain() ? Times.text(pause.until()) : null);
    }

    boolean isRunning() {
        return view().equals(SenderView.RUNNING);
    }

    double callsPerMinute() {
        return deletes.callsPerMinute();
    }
}
