package io.voddelete.operations;

import io.voddelete.http.Caller;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.OverLimit;
import io.voddelete.http.Problem;
import io.voddelete.http.RefusedCallers;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.store.ArchiveException;
import io.voddelete.store.DayUse;
import io.voddelete.store.OverDayLimitException;
import io.voddelete.store.StoreException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every outcome, exceptions included, into a response. */
public final class ErrorMapping {
    /** Answers a request whose caller is authorized, with a Reply or a Streamed response. */
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
        this.faults = new ThrottledLog(LOG, "answering a request", clock);
    }

    /**
     * Answers a request that has no query parameters.
     *
     * @param door returns the caller of the request, or refuses it
     */
    Object answer(Map<String, Object> headers, Function<RequestHead, Caller> door, Answer answer) {
        return answer(headers, door, Set.of(), answer);
    }

    /** @param parameters the names of its query parameters; a request with others, or with one twice, is refused */
    Object answer(
            Map<String, Object> headers, Function<RequestHead, Caller> door, Set<String> parameters, Answer answer) {
        try {
            RequestHead head = new RequestHead(headers);
            Caller caller = caller(head, door);
            head.requireParameters(parameters);
            Object reply = limit.answer(caller, () -> answer.to(head, caller));
            faults.worked();
            faults.ended();
            return reply instanceof Reply whole ? whole.unlessKnownTo(head) : reply;
        } catch (HttpProblemException e) {
            return e.reply();
        } catch (OverDayLimitException e) {
            DayUse use = e.use();
            return new OverLimit(use.caller(), use.limit(), use.used(), use.asked(), use.until())
                    .refusal(clock.instant())
                    .reply();
        } catch (StoreException e) {
            faults.storeFailed(e, "The caller is asked to try again");
            return Problem.of(
                            503,
                            "the store cannot be read or written at the moment"
                                    + e.kind().map(kind -> ": " + kind).orElse(""),
                            "store",
                            e instanceof ArchiveException ? e.remedy() : "try again")
                    .reply()
                    .with("Retry-After", "5");
        } catch (RuntimeException e) {
            faults.brokenOff("A request failed unexpectedly; please report this as a bug", e);
            return Problem.of(500, "internal error; see the log").reply();
        }
    }

    private Caller caller(RequestHead head, Function<RequestHead, Caller> door) {
        try {
            return door.apply(head);
        } catch (HttpProblemException e) {
            if (!e.isOfKnownCaller()) {
                refused.add(
                        head.address(), "A query or command was refused: " + e.getMessage() + "; from " + head.from());
            }
            throw e;
        }
    }

    RefusedCallers refusedCallers() {
        return refused;
    }
}
