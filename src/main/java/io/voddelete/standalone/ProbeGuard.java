package io.voddelete.standalone;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voddelete.camel.Callers;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.RequestHead;
import org.apache.camel.CamelContext;

/** What a probe is told is not its own to say: whoever may not ask gets one word. */
final class ProbeGuard {
    private final CamelContext context;

    ProbeGuard(CamelContext context) {
        this.context = context;
    }

    private enum Seen {
        ALL,
        STATUS_ONLY,
        STATUS_ONLY_AND_LATE
    }

    /** Says how much Camel's answer tells, and lets it answer: late where a wrong token was shown, as a 401 is. */
    void take(RoutingContext probe) {
        HttpServerRequest request = probe.request();
        Seen seen = Callers.find(context).map(callers -> seen(callers, request)).orElse(Seen.STATUS_ONLY);
        request.params()
                .clear()
                .set("exposureLevel", seen == Seen.ALL ? "full" : "oneline")
                .set("data", String.valueOf(seen == Seen.ALL));
        if (seen != Seen.STATUS_ONLY_AND_LATE) {
            probe.next();
            return;
        }
        request.pause();
        ConnectionGuard guard = ConnectionGuard.of(request.connection());
        guard.holdsBack(true);
        probe.vertx().setTimer(SlowRefusals.DELAY.toMillis(), later -> {
            guard.holdsBack(false);
            request.resume();
            probe.next();
        });
    }

    private static Seen seen(Callers callers, HttpServerRequest request) {
        RequestHead head = HeadCheck.head(request);
        try {
            return callers.door().mayAsk(head).seesAll() ? Seen.ALL : Seen.STATUS_ONLY;
        } catch (HttpProblemException e) {
            if (request.getHeader("Authorization") == null || e.isOfKnownCaller()) {
                return Seen.STATUS_ONLY; // most probes show nothing, and none needs to
            }
            callers.count(head, "a probe was told the status only", e);
            return Seen.STATUS_ONLY_AND_LATE;
        }
    }
}
