package io.voddelete;

import io.voddelete.pipeline.RefusedCallers;
import io.voddelete.web.BearerToken;
import io.voddelete.web.CallerCheck;
import io.voddelete.web.Door;
import io.voddelete.web.NamedSecret;
import io.voddelete.web.RefusedRequest;
import io.voddelete.web.RequestHead;
import io.voddelete.web.WebhookSignature;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Who is known over HTTP, and who was refused: one for every check of a context, those of the server and those of the routes.
 *
 * @param door says who may ask and order
 * @param senders knows who sends lists; null where none are taken in, or anybody may
 */
record Callers(Door door, CallerCheck senders, RefusedCallers refused) {
    private static final String NAME = "vodCallers";

    /** Made of what is set, and found by {@link #find} from then on. */
    static Callers bind(CamelContext context, Settings settings, InstantSource clock) {
        List<NamedSecret> operators = secrets(settings, Setting.STATUS_TOKEN);
        BearerToken token = operators.isEmpty() ? null : tokens(settings, Setting.STATUS_TOKEN);
        CallerCheck senders = senders(settings, clock);
        Callers callers = new Callers(
                new Door(token, senders, Reach.isThisMachine(context, settings)), senders, new RefusedCallers(clock));
        context.getRegistry().bind(NAME, callers);
        return callers;
    }

    /** Empty while the module is not there. */
    static Optional<Callers> find(CamelContext context) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType(NAME, Callers.class));
    }

    /** Counts a refusal, unless it is of a known caller who does not have the right. */
    void count(RequestHead head, String what, RefusedRequest refusal) {
        if (!refusal.isOfKnownCaller()) {
            refused.add(head.address(), what + ": " + refusal.getMessage() + "; from " + head.from());
        }
    }

    private static CallerCheck senders(Settings settings, InstantSource clock) {
        if (!settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            return null;
        }
        return switch (settings.text(Setting.INTAKE_WEBHOOK_AUTH)) {
            case "signature" ->
                new WebhookSignature(
                        secrets(settings, Setting.INTAKE_WEBHOOK_SECRET_KEY),
                        name -> settings.callers().caller(Setting.INTAKE_WEBHOOK_SECRET_KEY, name),
                        clock);
            case "token" -> tokens(settings, Setting.INTAKE_WEBHOOK_TOKEN);
            default -> null;
        };
    }

    private static BearerToken tokens(Settings settings, Setting setting) {
        return new BearerToken(
                secrets(settings, setting), name -> settings.callers().caller(setting, name));
    }

    private static List<NamedSecret> secrets(Settings settings, Setting setting) {
        return CallerRules.secrets(setting, settings.text(setting));
    }
}
