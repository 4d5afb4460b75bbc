package io.voddelete.operations;

import io.voddelete.protect.Guards.Halt;
import io.voddelete.sender.ClaimRoom;
import io.voddelete.sender.RateLimiter;
import io.voddelete.sender.SendingPause;
import io.voddelete.store.Pause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog.Trouble;
import io.voddelete.support.Times;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sender as operators see and control it.
 *
 * @param deletes the rate of the DELETE calls
 * @param halt why no DELETE call may begin
 * @param end why the module has ended by itself
 * @param backlog since when nothing is sent because too many outcomes wait for their endpoints
 * @param trouble what keeps pending ids from being sent, apart from pauses
 * @param enabled whether the sender is enabled
 * @param batchSize the number of ids in one call
 */
public record Sender(
        SendingPause hold,
        RateLimiter deletes,
        Supplier<Optional<Halt>> halt,
        Supplier<Optional<Trouble>> end,
        Supplier<Optional<Trouble>> backlog,
        Supplier<Optional<Trouble>> trouble,
        boolean enabled,
        int batchSize) {
    /**
     * Whether ids are sent.
     *
     * @param state {@code running}, {@code waiting}, {@code paused} or {@code stopped}
     * @param cause such as {@code fault} or {@code operator}; empty while it is running
     */
    public record Condition(String state, Optional<String> cause) {}

    SenderView view() {
        Optional<Trouble> ended = end.get();
        if (ended.isPresent()) {
            return ended(ended.get()); // nothing is accepted either, so this also counts where nothing is to be sent
        }
        if (!enabled) {
            return SenderView.STOPPED;
        }
        return paused().or(() -> backlog.get().map(Sender::backlogged))
                .or(() -> trouble.get().map(this::inTrouble))
                .or(() -> deletes.heldUntil().map(SenderView::throttled))
                .orElse(SenderView.RUNNING);
    }

    /** Why nothing is sent until somebody does something about it, or VOD accepts a call; empty if there is no such pause. */
    Optional<SenderView> paused() {
        Optional<SenderView> refused = hold.pause().map(Sender::paused);
        Optional<Instant> byOperator = hold.operatorPause();
        if (byOperator.isPresent()) {
            return Optional.of(SenderView.pausedByOperator(byOperator.get(), refused));
        }
        return halt.get().map(halted -> SenderView.halted(halted, refused)).or(() -> refused);
    }

    boolean hasEnded() {
        return end.get().isPresent();
    }

    private SenderView inTrouble(Trouble now) {
        String until = deletes.heldUntil().map(Times::text).orElse(null);
        return new SenderView(
                "waiting",
                "fault",
                null,
                Text.visible(now.text()),
                "nothing is lost and it is retried automatically; if it persists, check vod.endpoint, the network and the disk",
                Times.text(now.since()),
                until);
    }

    private static SenderView ended(Trouble why) {
        return new SenderView(
                "stopped",
                "fault",
                null,
                Text.visible(why.text()),
                "restart the application, with more heap (-Xmx) if this happens again; nothing accepted is lost",
                Times.text(why.since()),
                null);
    }

    private static SenderView backlogged(Trouble now) {
        return new SenderView(
                "waiting",
                "backlog",
                null,
                Text.visible(now.text()),
                "check " + ClaimRoom.ENDPOINTS + "; sending continues automatically when fewer outcomes wait",
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
}
