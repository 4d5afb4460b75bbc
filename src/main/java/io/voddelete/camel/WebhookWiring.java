package io.voddelete.camel;

import io.voddelete.http.Authenticator;
import io.voddelete.http.LoopbackOnly;
import io.voddelete.http.RequestHead;
import io.voddelete.intake.PendingLimit;
import io.voddelete.intake.StoreBulkhead;
import io.voddelete.intake.Webhook;
import io.voddelete.reader.ListOptions;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beans that accept requests. */
public record WebhookWiring(
        Settings settings, TimeSource clock, RandomGenerator random, AssetStore store, Callers callers) {
    /** The maximum number of requests that wait for the store; the server has some more threads. */
    public static final int MOST_WAITING = 48;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWiring.class);

    /** @param work whether requests are taken in */
    void bind(CamelContext context, WakeUp work) {
        VodBeans.bind(context, "vodSendReply", new ReplyProcessor());
        VodBeans.bind(context, "vodAnswerFilter", new AnswerFilter());
        if (settings.flag(Setting.INTAKE_WEBHOOK_ENABLED)) {
            VodBeans.bind(context, "vodWebhook", webhook(work));
        }
    }

    /** The check of request heads for the webhook; empty if it is disabled. */
    public static Optional<Consumer<RequestHead>> headCheck(CamelContext context) {
        return find(context).map(webhook -> webhook::checkHead);
    }

    /** Counts a response that is given to a request before it reaches the route; does nothing if the webhook is disabled. */
    public static void count(CamelContext context, int status) {
        find(context).ifPresent(webhook -> webhook.count(status));
    }

    private static Optional<Webhook> find(CamelContext context) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType("vodWebhook", Webhook.class));
    }

    private Webhook webhook(WakeUp work) {
        ListOptions input = settings.input(Setting.INTAKE_WEBHOOK_MAX_BYTES);
        return new Webhook(
                store.submissions(),
                store.sealedSubmissions(),
                settings.text(Setting.INTAKE_WEBHOOK_PATH),
                new Webhook.Limits(input, settings.number(Setting.INTAKE_WEBHOOK_MAX_IDS)),
                caller(),
                callers.refused(),
                store.figures(),
                new PendingLimit(store.queries(), settings.size(Setting.INTAKE_WEBHOOK_MAX_PENDING), clock::nanoTime),
                new StoreBulkhead(store.health(), MOST_WAITING, clock),
                () -> new UUID(random.nextLong(), random.nextLong()),
                work,
                clock);
    }

    private Authenticator caller() {
        Authenticator senders = callers.senders();
        if (senders != null) {
            return senders;
        }
        LOG.warn(
                "vod.intake.webhook.auth is none: any program on this machine can delete assets. Use signature or token for"
                        + " real assets");
        return new LoopbackOnly();
    }
}
