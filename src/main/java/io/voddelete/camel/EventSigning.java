package io.voddelete.camel;

import io.voddelete.asset.Outcome;
import io.voddelete.http.WebhookSigner;
import io.voddelete.outcome.EventWriter.Written;
import io.voddelete.outcome.OutcomeBatch;
import io.voddelete.reader.RejectedLine;
import io.voddelete.settings.SecretWatch;
import io.voddelete.settings.SecretsInUse;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Signs outcomes, rejected lines and notices to HTTP endpoints, by secrets that may change in their files. */
final class EventSigning {
    private static final List<Setting> SECRETS = List.of(Setting.OUTCOME_SIGNING_SECRET, Setting.NOTIFY_SIGNING_SECRET);

    private final Settings settings;
    private final SecretsInUse inUse;
    private final TimeSource clock;
    private final Predicate<Setting> isHttp;
    private final Map<Setting, WebhookSigner> signers = new EnumMap<>(Setting.class);
    private final List<SecretWatch> files;

    /**
     * @param inUse keeps the secrets from becoming one of a caller
     * @param isHttp whether the endpoint of a setting is reached by HTTP; asked for each message
     */
    EventSigning(Settings settings, SecretsInUse inUse, Predicate<Setting> isHttp, TimeSource clock) {
        this.settings = settings;
        this.inUse = inUse;
        this.clock = clock;
        this.isHttp = isHttp;
        SECRETS.forEach(secret -> signers.put(secret, new WebhookSigner(settings.text(secret))));
        this.files = SECRETS.stream().flatMap(secret -> watch(secret).stream()).toList();
    }

    /** Reads the files with secrets. Call about once a second. Never throws. */
    void look() {
        files.forEach(SecretWatch::look);
    }

    /**
     * The headers that sign a message; empty if it is not to be signed.
     *
     * @param about an outcome, a rejected line or a notice
     * @param exchange says to which endpoint an outcome goes
     */
    Map<String, String> headers(Exchange exchange, Object about, Written written) {
        Setting endpoint = endpoint(exchange, about);
        WebhookSigner signer = signers.get(
                endpoint == Setting.NOTIFY_URI ? Setting.NOTIFY_SIGNING_SECRET : Setting.OUTCOME_SIGNING_SECRET);
        return signer == null || !signer.signs() || !isHttp.test(endpoint)
                ? Map.of()
                : signer.headers(written.id(), clock.instant(), written.json());
    }

    private static Setting endpoint(Exchange exchange, Object about) {
        if (about instanceof RejectedLine) {
            return Setting.REJECTED_URI;
        }
        if (!(about instanceof Outcome)) {
            return Setting.NOTIFY_URI;
        }
        OutcomeBatch outcomes = exchange.getVariable("outcomes", OutcomeBatch.class);
        return outcomes.isSuccess() ? Setting.SUCCESS_URI : outcomes.isKept() ? Setting.KEPT_URI : Setting.FAILURE_URI;
    }

    /** A single file is always a complete set. */
    private Optional<SecretWatch> watch(Setting secret) {
        return settings.secretFile(secret)
                .map(file -> new SecretWatch(
                        List.of(file),
                        Map.of(secret, settings.text(secret)),
                        () -> false,
                        read -> use(secret, read.get(secret)),
                        clock::nanoTime));
    }

    private void use(Setting secret, @Nullable String value) {
        WebhookSigner signer = signers.get(secret);
        if (value == null || signer == null) {
            throw new IllegalArgumentException("There is no new value of " + secret.key());
        }
        inUse.change(secret, value, () -> signer.use(value));
    }
}
