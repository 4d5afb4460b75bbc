package io.voddelete.operations;

import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.SendingPause;
import io.voddelete.store.Pause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog.Trouble;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sender as people see and steer it.
 *
 * @param deletes the pace of the DELETE calls
 * @param end why the module has ended by itself
 * @param backlog since when so many outcomes wait for their endpoints that nothing is sent
 * @param trouble what keeps pending ids from being sent, but for pauses
 * @param enabled whether it is to send at all
 * @param batchSize ids in one call
 */
public record Sender(
        SendingPause hold,
        RateLimiter deletes,
        Supplier<Optional<Trouble>> end,
        Supplier<Optional<Trouble>> backlog,
        Supplier<Optional<Trouble>> trouble,
        boolean enabled,
        int batchSize) {

    SenderView view() {
        if (!enabled) {
            return SenderView.STOPPED;
        }
        Optional<Trouble> ended = end.get();
        if (ended.isPresent()) {
            return ended(ended.get());
        }
        Optional<SenderView> refused = hold.pause().map(Sender::paused);
        Optional<Instant> byOperator = hold.operatorPause();
        if (byOperator.isPresent()) {
            return SenderView.pausedByOperator(byOperator.get(), refused);
        }
        return refused.or(() -> backlog.get().map(Sender::backlogged))
                .or(() -> trouble.get().map(this::inTrouble))
                .or(() -> deletes.heldUntil().map(SenderView::throttled))
                .orElse(SenderView.RUNNING);
    }

    private SenderView inTrouble(Trouble now) {
        String until = deletes.heldUntil().map(Times::text).orElse(null);
        return new SenderView(
                "waiting",
                "fault",
                null,
                Text.visible(now.text()),
                "nothing is lost, and it is tried again by itself; if it lasts, check vod.endpoint, the network and the disk",
                Times.text(now.since()),
                until);
    }

    private static SenderView ended(Trouble why) {
        return new SenderView(
                "stopped",
                "fault",
                null,
                Text.visible(why.text()),
                "start the application again, with more heap (-Xmx) if it comes again; nothing accepted is lost",
                Times.text(why.since()),
                null);
    }

    private static SenderView backlogged(Trouble now) {
        return new SenderView(
                "waiting",
                "backlog",
                null,
                Text.visible(now.text()),
                "check the endpoints of vod.outcome.success-uri and vod.outcome.failure-uri; it goes on by itself when fewer"
                        + " outcomes wait",
                Times.text(now.since()),
                null);
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
