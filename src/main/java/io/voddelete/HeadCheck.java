package io.voddelete;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.voddelete.intake.Webhook;
import io.voddelete.web.Door;
import io.voddelete.web.Problem;
import io.voddelete.web.RefusedRequest;
import io.voddelete.web.Reply;
import io.voddelete.web.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;

/**
 * Refuses a request by its head, before anything of its body is read: the body of a stranger takes memory. What passes is
 * checked again by the route, which has the body too.
 */
final class HeadCheck {
    private final CamelContext context;
    private final String webhookPath;
    private final Door door;

    HeadCheck(CamelContext context, Settings settings, Door door) {
        this.context = context;
        this.webhookPath = settings.text(Setting.INTAKE_WEBHOOK_PATH);
        this.door = door;
    }

    /**
     * Why a request is refused.
     *
     * @param path without a query, as routes see it
     * @return empty if its head does not tell
     */
    Optional<Reply> refusal(HttpServerRequest request, String path) {
        if (!hasBody(request)) {
            return Optional.empty(); // the route refuses it, or not
        }
        if (isForm(request)) {
            return Optional.of(Problem.of(415, "a form is not taken").reply());
        }
        try {
            checkCaller(request, path);
            return Optional.empty();
        } catch (RefusedRequest e) {
            return Optional.of(e.reply());
        }
    }

    private void checkCaller(HttpServerRequest request, String path) {
        boolean post = request.method() == HttpMethod.POST;
        Webhook webhook = context.getRegistry().lookupByNameAndType("webhook", Webhook.class);
        if (post && webhook != null && path.equals(webhookPath)) {
            webhook.lookAt(headers(request));
        } else if (path.startsWith("/vod/")) {
            RequestHead head = new RequestHead(headers(request));
            if (post) {
                door.mayOrder(head);
            } else {
                door.mayAsk(head);
            }
        }
    }

    /** As Camel's message has them, the address and the query too. */
    private static Map<String, Object> headers(HttpServerRequest request) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : request.headers().names()) {
            List<String> values = request.headers().getAll(name);
            headers.put(name, values.size() == 1 ? values.get(0) : values);
        }
        headers.put(RequestHead.REMOTE_ADDRESS, request.remoteAddress());
        if (request.query() != null) {
            headers.put(RequestHead.RAW_QUERY, request.query());
        }
        return headers;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null
                || length != null && !length.strip().matches("0+");
    }

    /** Camel would write the files of one to the disk, and take the fields of the other for headers. */
    private static boolean isForm(HttpServerRequest request) {
        String given = request.getHeader("Content-Type");
        String type = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }
}
