package io.voddelete.camel;

import io.voddelete.http.AccessPolicy;
import io.voddelete.http.Authenticator;
import io.voddelete.http.BearerToken;
import io.voddelete.http.HttpProblemException;
import io.voddelete.http.NamedSecret;
import io.voddelete.http.RefusedCallers;
import io.voddelete.http.RequestHead;
import io.voddelete.http.WebhookSignature;
import io.voddelete.settings.CallerRules;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/**
 * Who is known over HTTP, and who was refused: one for every check of a context, those of the server and those of the routes.
 *
 * @param door says who may ask and order
 * @param senders knows who sends lists; null where none are taken in, or anybody may
 * @param watch has other secrets count when they change in their files
 */
public record Callers(AccessPolicy door, Authenticator senders, RefusedCallers refused, CallerWatch watch) {
    private static final String NAME = "vodCallers";

    /** Made of what is set, and found by {@link #find} from then on. */
    static Callers bind(CamelContext context, Settings settings, TimeSource clock) {
        List<NamedSecret> operators = secrets(settings, Setting.STATUS_TOKEN);
        Map<Setting, Consumer<List<NamedSecret>>> checks = new EnumMap<>(Setting.class);
        BearerToken token = operators.isEmpty() ? null : tokens(settings, Setting.STATUS_TOKEN, checks);
        Authenticator senders = senders(settings, clock, checks);
        Callers callers = new Callers(
                new AccessPolicy(token, senders, ServerExposure.isThisMachine(context, settings)),
                senders,
                new RefusedCallers(clock),
                new CallerWatch(settings, checks, clock::nanoTime));
        VodBeans.bind(context, NAME, callers);
        return callers;
    }

    /** Empty while the module is not there. */
    public static Optional<Callers> find(CamelContext context) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType(NAME, Callers.class));
    }

    /** Counts a refusal, unless it is of a known caller who does not have the right. */
    public void count(RequestHead head, String what, HttpProblemException refusal) {
        if (!refusal.isOfKnownCaller()) {
            refused.add(head.address(), what + ": " + refusal.getMessage() + "; from " + head.from());
        }
    }

    private static Authenticator senders(
            Settings settings, TimeSource clock, Map<Setting, Consumer<List<NamedSecret>>> checks) {
        if (!settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            return null;
        }
        return switch (settings.text(Setting.INTAKE_WEBHOOK_AUTH)) {
            case "signature" -> signatures(settings, clock, checks);
            case "token" -> tokens(settings, Setting.INTAKE_WEBHOOK_TOKEN, checks);
            default -> null;
        };
    }

    private static WebhookSignature signatures(
            Settings settings, TimeSource clock, Map<Setting, Consumer<List<NamedSecret>>> checks) {
        Setting setting = Setting.INTAKE_WEBHOOK_SECRET_KEY;
        WebhookSignature signatures = new WebhookSignature(
                secrets(settings, setting), name -> settings.callers().caller(setting, name), clock);
        checks.put(setting, signatures::use);
        return signatures;
    }

    private static BearerToken tokens(
            Settings settings, Setting setting, Map<Setting, Consumer<List<NamedSecret>>> checks) {
        BearerToken tokens = new BearerToken(
                secrets(settings, setting), name -> settings.callers().caller(setting, name));
        checks.put(setting, tokens::use);
        return tokens;
    }

    private static List<NamedSecret> secrets(Settings settings, Setting setting) {
        return CallerRules.secrets(setting, settings.text(setting));
    }
}
