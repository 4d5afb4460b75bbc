package io.voddelete.camel;

import io.voddelete.outcome.CountRejected;
import io.voddelete.outcome.EventWriter;
import io.voddelete.outcome.EventWriter.Form;
import io.voddelete.outcome.JsonLines;
import io.voddelete.outcome.ReportOutcomes;
import io.voddelete.outcome.SendNotices;
import io.voddelete.settings.SecretsInUse;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SourceAddress;
import io.voddelete.store.AssetStore;
import io.voddelete.store.Outbox.Side;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.trace.Traces;
import io.voddelete.vod.Backoff;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** The beans that report outcomes and events, and the files that are their endpoints by default. */
final class OutcomeWiring {
    private final Settings settings;
    private final AssetStore store;
    private final TimeSource clock;
    private final DataDirectory directory;
    private final PrivateFolder folder;
    private final JsonLines successLines;
    private final JsonLines failureLines;
    private final JsonLines rejectedLines;
    private final ReportOutcomes reports;
    private final SendNotices notices;

    /**
     * @param signals raised when there may be an outcome or an event
     * @param traces of what is reported
     */
    OutcomeWiring(
            Settings settings,
            AssetStore store,
            DataDirectory directory,
            PrivateFolder folder,
            Signals signals,
            Traces traces,
            TimeSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.directory = directory;
        this.folder = folder;
        this.successLines = file("success");
        this.failureLines = file("failure");
        this.rejectedLines = file("rejected");
        Backoff backoff = settings.backoff(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX, random);
        this.reports = new ReportOutcomes(
                store.outbox(),
                settings.flag(Setting.MISSING_IS_SUCCESS),
                backoff,
                Map.of(
                        Side.SUCCESS, way(signals.successes, successLines, Setting.SUCCESS_URI),
                        Side.FAILURE, way(signals.failures, failureLines, Setting.FAILURE_URI),
                        Side.KEPT, way(signals.kept, failureLines, Setting.KEPT_URI)),
                traces,
                clock);
        String notify = settings.text(Setting.NOTIFY_URI);
        this.notices = new SendNotices(
                store.events(),
                !notify.isEmpty(),
                settings.flag(Setting.STATUS_ENABLED),
                backoff,
                new SourceAddress(notify)::hide,
                signals.event,
                clock);
    }

    /**
     * @param isHttp whether the endpoint of a setting is reached by HTTP
     * @param secrets keeps what is sent from being signed by a secret that is in use elsewhere
     * @param watchSecrets gets what is to be run every second
     */
    void bind(CamelContext context, Predicate<Setting> isHttp, SecretsInUse secrets, Consumer<Runnable> watchSecrets) {
        EventSigning signing = new EventSigning(settings, secrets, isHttp, clock);
        watchSecrets.accept(signing::look);
        VodBeans.bind(context, "vodSuccessLines", successLines);
        VodBeans.bind(context, "vodFailureLines", failureLines);
        VodBeans.bind(context, "vodRejectedLines", rejectedLines);
        VodBeans.bind(context, "vodCountRejected", new CountRejected(store.figures()));
        VodBeans.bind(context, "vodReportOutcomes", reports);
        VodBeans.bind(context, "vodSendNotices", notices);
        VodBeans.bind(context, "vodEventProcessor", new EventProcessor(writer(), signing));
    }

    private EventWriter writer() {
        return new EventWriter(
                Form.valueOf(settings.text(Setting.OUTCOME_FORMAT).toUpperCase(Locale.ROOT)),
                settings.text(Setting.PROJECT_ID),
                store.events().source(),
                clock);
    }

    ReportOutcomes reports() {
        return reports;
    }

    /** Reports hanging endpoints. Call every few seconds. */
    void look() {
        reports.look();
        notices.look();
    }

    JsonLines rejectedLines() {
        return rejectedLines;
    }

    Path path() {
        return folder.path();
    }

    /** Returns the parts to close, each even if another one fails to close. */
    AutoCloseable[] parts() {
        return new AutoCloseable[] {reports, successLines, failureLines, rejectedLines};
    }

    private ReportOutcomes.Way way(WakeUp settled, JsonLines file, Setting endpoint) {
        String uri = settings.text(endpoint);
        Optional<JsonLines> named = Stream.of(
                        Map.entry(Setting.SUCCESS_URI, successLines),
                        Map.entry(Setting.FAILURE_URI, failureLines),
                        Map.entry(Setting.REJECTED_URI, rejectedLines))
                .filter(each -> each.getKey().fallback().filter(uri::equals).isPresent())
                .map(Map.Entry::getValue)
                .findFirst();
        return new ReportOutcomes.Way(settled, named.orElse(file), named.isPresent(), new SourceAddress(uri)::hide);
    }

    private JsonLines file(String name) {
        return new JsonLines(folder.path().resolve(name + ".jsonl"), () -> {
            directory.requireInPlace();
            folder.require();
        });
    }
}
