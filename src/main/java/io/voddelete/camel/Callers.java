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
import io.voddelete.settings.SecretsInUse;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The known and the refused HTTP callers of a context, shared by the checks of the server and of the routes.
 *
 * @param door authorizes queries and commands
 * @param senders authenticates callers that send lists; null if lists are not accepted, or from anybody
 * @param watch applies changes in the files with secrets
 */
public record Callers(AccessPolicy door, @Nullable Authenticator senders, RefusedCallers refused, CallerWatch watch) {
    private static final String NAME = "vodCallers";

    /**
     * Creates it from the settings, and binds it for {@link #find}.
     *
     * @param secrets keeps callers from a secret that is in use elsewhere
     */
    static Callers bind(CamelContext context, Settings settings, SecretsInUse secrets, TimeSource clock) {
        List<NamedSecret> operators = secrets(settings, Setting.STATUS_TOKEN);
        Map<Setting, Consumer<List<NamedSecret>>> checks = new EnumMap<>(Setting.class);
        BearerToken token = operators.isEmpty() ? null : tokens(settings, Setting.STATUS_TOKEN, checks);
        BearerToken approvers = secrets(settings, Setting.APPROVAL_TOKEN).isEmpty()
                ? null
                : tokens(settings, Setting.APPROVAL_TOKEN, checks);
        Authenticator senders = senders(settings, clock, checks);
        Callers callers = new Callers(
                new AccessPolicy(token, approvers, senders, ServerExposure.isThisMachine(context, settings)),
                senders,
                new RefusedCallers(clock),
                new CallerWatch(settings, checks, secrets, clock::nanoTime));
        VodBeans.bind(context, NAME, callers);
        return callers;
    }

    /** Empty while the module is not installed. */
    public static Optional<Callers> find(CamelContext context) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType(NAME, Callers.class));
    }

    /** Counts a refusal, unless a known caller only lacks the right. */
    public void count(RequestHead head, String what, HttpProblemException refusal) {
        if (!refusal.isOfKnownCaller()) {
            refused.add(head.address(), what + ": " + refusal.getMessage() + "; from " + head.from());
        }
    }

    private static @Nullable Authenticator senders(
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
