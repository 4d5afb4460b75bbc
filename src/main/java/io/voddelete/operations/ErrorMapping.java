package io.voddelete.operations;

import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.OverLimit;
import io.voddelete.http.Problem;
import io.voddelete.http.RefusedCallers;
import io.voddelete.http.RequestHead;
import io.voddelete.store.DayUse;
import io.voddelete.store.OverDayLimitException;
import io.voddelete.store.StoreException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an answer of whatever happens: no request ends without a word. */
public final class ErrorMapping {
    /** Gives the answer to a request of a caller who may ask or order: a Reply or a Streamed one. */
    @FunctionalInterface
    interface Answer {
        Object to(RequestHead head, Caller caller);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapping.class);

    /** Far less than a caller waits for an answer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final AnswerLimit limit = new AnswerLimit(LONGEST_WAIT);
    private final ThrottledLog faults;
    private final RefusedCallers refused;
    private final TimeSource clock;

    public ErrorMapping(RefusedCallers refused, TimeSource clock) {
        this.refused = refused;
        this.clock = clock;
        this.faults = new ThrottledLog(LOG, "answering a question", clock);
    }

    /** @param door gives who sent the request, or refuses it */
    Object answer(Map<String, Object> headers, Function<RequestHead, Caller> door, Answer answer) {
        try {
            RequestHead head = new RequestHead(headers);
            Caller caller = caller(head, door);
            Object reply = limit.answer(caller, () -> answer.to(head, caller));
            faults.worked();
            faults.ended();
            return reply;
        } catch (HttpProblemException e) {
            return e.reply();
        } catch (OverDayLimitException e) {
            DayUse use = e.use();
            return new OverLimit(use.caller(), use.limit(), use.used(), use.asked(), use.until())
                    .refusal(clock.instant())
                    .reply();
        } catch (StoreException e) {
            faults.storeFailed(e, "Whoever asked is told to ask again");
            return Problem.of(
                            503,
                            "the store cannot be read or written now"
                                    + e.kind().map(kind -> ": " + kind).orElse(""),
                            "store",
                            "ask again")
                    .reply()
                    .with("Retry-After", "5");
        } catch (RuntimeException e) {
            faults.brokenOff("a question could not be answered; please report this as a fault", e);
            return Problem.of(500, "this could not be answered; the log says why")
                    .reply();
        }
    }

    private Caller caller(RequestHead head, Function<RequestHead, Caller> door) {
        try {
            return door.apply(head);
        } catch (HttpProblemException e) {
            if (!e.isOfKnownCaller()) {
                refused.add(
                        head.address(),
                        "a question or an order was refused: " + e.getMessage() + "; from " + head.from());
            }
            throw e;
        }
    }

    RefusedCallers refusedCallers() {
        return refused;
    }
}
