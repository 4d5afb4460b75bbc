package io.voddelete.standalone;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voddelete.camel.Callers;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.RequestHead;
import org.apache.camel.CamelContext;

/** Limits what health probes reveal: unauthorized callers see only UP or DOWN. */
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

    /** Sets the level of detail of Camel's response and passes the request on; delayed, like a 401, after a wrong token. */
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
        guard.delaysResponse(true);
        probe.vertx().setTimer(SlowRefusals.DELAY.toMillis(), later -> {
            guard.delaysResponse(false);
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
                return Seen.STATUS_ONLY; // most probes carry no token and need none
            }
            callers.count(head, "a probe got the status only", e);
            return Seen.STATUS_ONLY_AND_LATE;
        }
    }
}
