package io.voddelete.sender;

import io.voddelete.support.CallDeferredException;
import io.voddelete.vod.InfoResponse;
import io.voddelete.vod.VodError;
import io.voddelete.vod.VodResponse;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls of plans to {@code asset/info}. They wait in one line with those that are made before DELETE calls, and of several
 * surveys one at a time, so they take at most every second slot. What their answers say about the rate and the credentials
 * counts for all calls.
 */
public final class SurveyCalls {
    private final RateLimiter pacer;
    private final ErrorPolicy errors;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    /** @param pacer of all calls to {@code asset/info} */
    public SurveyCalls(RateLimiter pacer, ErrorPolicy errors) {
        this.pacer = pacer;
        this.errors = errors;
    }

    /**
     * Waits for the slot of the call.
     *
     * @return the same question, sent
     * @throws CallDeferredException if a stop or a pause comes first, or the slot would come too late
     */
    public Question waitForSlot(Question question) {
        if (errors.pause().pause().isPresent()) {
            throw new CallDeferredException("calls are paused, since VOD refused the last ones");
        }
        oneAtATime.lock();
        try {
            return question.sent(pacer.awaitSlot(
                    errors.pause().probe(), question.key(), question.assetIds().size(), question.latest()));
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Learns from the answer, and returns what it says about the ids. */
    public InfoResponse read(Question question, VodResponse httpAnswer) {
        InfoResponse answer = InfoResponse.read(httpAnswer);
        VodError error = answer.error();
        pacer.count(error, question.sentAt());
        if (error != null && !answer.isNotPermitted() && !errors.isOvercome(error, httpAnswer.pass(), pacer)) {
            errors.consider(error, httpAnswer.pass(), pacer, question.sentAt(), null);
        }
        errors.answered(question.key(), error, question.sentAt());
        pacer.answered(error, question.sentAt());
        return answer;
    }

    /** The call was not made, or its answer could not be read. */
    public void release(Question question) {
        errors.pause().probe().leave(question.key());
    }
}
