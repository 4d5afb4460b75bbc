package io.voddelete;

import io.voddelete.intake.Room;
import io.voddelete.intake.Webhook;
import io.voddelete.pipeline.Input;
import io.voddelete.pipeline.JsonLines;
import io.voddelete.pipeline.RefusedCallers;
import io.voddelete.pipeline.Signal;
import io.voddelete.store.AssetStore;
import io.voddelete.web.BearerToken;
import io.voddelete.web.Caller;
import io.voddelete.web.CallerCheck;
import io.voddelete.web.NamedSecret;
import io.voddelete.web.NoBrowser;
import io.voddelete.web.WebhookSignature;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beans that take requests in. */
record WebhookWiring(
        Settings settings,
        InstantSource clock,
        RandomGenerator random,
        AssetStore store,
        JsonLines rejectedLines,
        RefusedCallers refused) {
    /** Requests that wait for the store at a time; the server has some more threads. */
    static final int MOST_WAITING = 48;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWiring.class);

    /** @param work raised when ids may be claimed */
    void bind(CamelContext context, Signal work) {
        context.getRegistry().bind("giveReply", new ReplyProcessor());
        context.getRegistry().bind("vodAnswerFilter", new AnswerFilter());
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            context.getRegistry().bind("webhook", webhook(work));
        }
    }

    private Webhook webhook(Signal work) {
        Input input = settings.input(Setting.INTAKE_WEBHOOK_MAX_BYTES);
        return new Webhook(
                store,
                new Webhook.Limits(input, settings.number(Setting.INTAKE_WEBHOOK_MAX_IDS), MOST_WAITING),
                caller(),
                refused,
                new Room(store, settings.size(Setting.INTAKE_WEBHOOK_MAX_PENDING), clock),
                () -> new UUID(random.nextLong(), random.nextLong()),
                rejectedLines,
                work,
                clock);
    }

    private CallerCheck caller() {
        CallerCheck senders = senders(settings, clock);
        if (senders != null) {
            return senders;
        }
        LOG.warn("vod.intake.webhook.auth is none: any program on this machine can have assets deleted. Use signature"
                + " or token for real assets");
        return new NoBrowser();
    }

    /** Knows who sends lists; null where none are taken in, or anybody may. */
    static CallerCheck senders(Settings settings, InstantSource clock) {
        if (!settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            return null;
        }
        return switch (settings.text(Setting.INTAKE_WEBHOOK_AUTH)) {
            case "signature" ->
                new WebhookSignature(
                        secrets(settings, Setting.INTAKE_WEBHOOK_SECRET_KEY),
                        named(settings, Setting.INTAKE_WEBHOOK_SECRET_KEY),
                        clock);
            case "token" ->
                new BearerToken(
                        secrets(settings, Setting.INTAKE_WEBHOOK_TOKEN), named(settings, Setting.INTAKE_WEBHOOK_TOKEN));
            default -> null;
        };
    }

    private static List<NamedSecret> secrets(Settings settings, Setting setting) {
        return CallerRules.secrets(setting, settings.text(setting));
    }

    private static Function<String, Caller> named(Settings settings, Setting credentials) {
        return name -> settings.callers().caller(credentials, name);
    }
}
