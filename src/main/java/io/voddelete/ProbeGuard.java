package io.voddelete;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.voddelete.pipeline.RefusedCallers;
import io.voddelete.web.Door;
import io.voddelete.web.RefusedRequest;
import io.voddelete.web.RequestHead;
import org.apache.camel.CamelContext;

/** What a probe is told is not its own to say: whoever may not ask gets one word. */
final class ProbeGuard {
    private final CamelContext context;
    private final Door door;

    ProbeGuard(CamelContext context, Door door) {
        this.context = context;
        this.door = door;
    }

    /** Says how much Camel's answer tells, and lets it answer: late where a wrong token was shown, as a 401 is. */
    void take(RoutingContext probe) {
        HttpServerRequest request = probe.request();
        boolean whole = mayAsk(request);
        request.params()
                .clear()
                .set("exposureLevel", whole ? "full" : "oneline")
                .set("data", String.valueOf(whole));
        if (whole || !showsToken(request)) {
            probe.next();
            return;
        }
        request.pause();
        probe.vertx().setTimer(SlowRefusals.DELAY.toMillis(), later -> {
            request.resume();
            probe.next();
        });
    }

    private boolean mayAsk(HttpServerRequest request) {
        try {
            return door.mayAsk(RequestHead.of(request.headers().entries())).seesAll();
        } catch (RefusedRequest e) {
            RefusedCallers refused =
                    context.getRegistry().lookupByNameAndType("vodRefusedCallers", RefusedCallers.class);
            if (refused != null && showsToken(request)) {
                String from = request.remoteAddress().hostAddress();
                refused.add(from, "a probe was told the status only: " + e.getMessage() + "; from " + from);
            }
            return false;
        }
    }

    private static boolean showsToken(HttpServerRequest request) {
        return request.getHeader("Authorization") != null;
    }
}
