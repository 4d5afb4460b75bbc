package io.voddelete.standalone;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.voddelete.camel.Callers;
import io.voddelete.camel.WebhookWiring;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.Problem;
import io.voddelete.http.Reply;
import io.voddelete.http.RequestHead;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * Authenticates and checks a request by its head, before any of its body is buffered. The route checks again, with the body.
 */
final class HeadCheck {
    /** A query, though it has a body. */
    private static final String FIND = "/vod/assets/find";

    private final CamelContext context;
    private final String webhookPath;

    HeadCheck(CamelContext context, Settings settings) {
        this.context = context;
        this.webhookPath = settings.text(Setting.INTAKE_WEBHOOK_PATH);
    }

    /**
     * Returns the refusal of a request.
     *
     * @param path the normalized path, without the query
     * @return empty if the head gives no reason to refuse
     */
    Optional<Reply> refusal(HttpServerRequest request, String path) {
        if (!hasBody(request)) {
            return Optional.empty(); // left to the route
        }
        if (isForm(request)) {
            return Optional.of(Problem.of(415, "Form data is not accepted.").reply());
        }
        try {
            checkCaller(request, path);
            return Optional.empty();
        } catch (HttpProblemException e) {
            return Optional.of(e.reply());
        }
    }

    /**
     * Counts a response that the server itself gives, if it is one to a sender of a list. Another method than POST belongs to
     * the queries at the same path, unless nothing serves it.
     *
     * @param path the normalized path, without the query
     */
    void count(HttpServerRequest request, String path, int status) {
        if (path.equals(webhookPath) && (status == 405 || request.method().equals(HttpMethod.POST))) {
            WebhookWiring.count(context, status);
        }
    }

    private void checkCaller(HttpServerRequest request, String path) {
        boolean post = request.method().equals(HttpMethod.POST);
        Optional<Consumer<RequestHead>> webhook = WebhookWiring.headCheck(context);
        if (post && webhook.isPresent() && path.equals(webhookPath)) {
            webhook.get().accept(head(request));
        } else if (path.startsWith("/vod/")) {
            Callers.find(context).ifPresent(callers -> checkAtDoor(callers, head(request), post && !path.equals(FIND)));
        }
    }

    private static void checkAtDoor(Callers callers, RequestHead head, boolean orders) {
        try {
            if (orders) {
                callers.door().mayStop(head); // whoever may do least; the route knows which order it is
            } else {
                callers.door().mayAsk(head);
            }
        } catch (HttpProblemException e) {
            callers.count(head, "a query or command was refused", e);
            throw e;
        }
    }

    /** Adapts the request for the authentication checks. */
    static RequestHead head(HttpServerRequest request) {
        return RequestHead.of(
                request.method().name(),
                request.uri(),
                request.remoteAddress(),
                request.headers().entries());
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null
                || length != null && !length.strip().matches("0+");
    }

    /** Camel would write uploaded files to disk and turn form fields into headers. */
    private static boolean isForm(HttpServerRequest request) {
        String given = request.getHeader("Content-Type");
        String type = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }
}
