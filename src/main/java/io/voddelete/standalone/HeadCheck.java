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
 * Refuses a request by its head, before anything of its body is read: the body of a stranger takes memory. What passes is
 * checked again by the route, which has the body too.
 */
final class HeadCheck {
    private final CamelContext context;
    private final String webhookPath;

    HeadCheck(CamelContext context, Settings settings) {
        this.context = context;
        this.webhookPath = settings.text(Setting.INTAKE_WEBHOOK_PATH);
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
        } catch (HttpProblemException e) {
            return Optional.of(e.reply());
        }
    }

    private void checkCaller(HttpServerRequest request, String path) {
        boolean post = request.method().equals(HttpMethod.POST);
        Optional<Consumer<RequestHead>> webhook = WebhookWiring.headCheck(context);
        if (post && webhook.isPresent() && path.equals(webhookPath)) {
            webhook.get().accept(head(request));
        } else if (path.startsWith("/vod/")) {
            Callers.find(context).ifPresent(callers -> checkAtDoor(callers, head(request), post));
        }
    }

    private static void checkAtDoor(Callers callers, RequestHead head, boolean orders) {
        try {
            if (orders) {
                callers.door().mayOrder(head);
            } else {
                callers.door().mayAsk(head);
            }
        } catch (HttpProblemException e) {
            callers.count(head, "a question or an order was refused", e);
            throw e;
        }
    }

    /** A request as the checks of callers see it. */
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

    /** Camel would write the files of one to the disk, and take the fields of the other for headers. */
    private static boolean isForm(HttpServerRequest request) {
        String given = request.getHeader("Content-Type");
        String type = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }
}
