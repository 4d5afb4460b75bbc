package io.voddelete.camel;

import io.voddelete.outcome.JsonLines;
import io.voddelete.outcome.ReportOutcomes;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.settings.SourceAddress;
import io.voddelete.store.Outbox;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** The beans that report outcomes, and the files that are their endpoints by default. */
final class OutcomeWiring {
    private final DataDirectory directory;
    private final PrivateFolder folder;
    private final JsonLines successLines;
    private final JsonLines failureLines;
    private final JsonLines rejectedLines;
    private final ReportOutcomes reports;

    /**
     * @param successes raised when outcomes of DELETED ids can be reported
     * @param failures raised when outcomes of FAILED ids can be reported
     */
    OutcomeWiring(
            Settings settings,
            Outbox outbox,
            DataDirectory directory,
            PrivateFolder folder,
            WakeUp successes,
            WakeUp failures,
            TimeSource clock,
            RandomGenerator random) {
        this.directory = directory;
        this.folder = folder;
        this.successLines = file("success");
        this.failureLines = file("failure");
        this.rejectedLines = file("rejected");
        this.reports = new ReportOutcomes(
                outbox,
                settings.flag(Setting.MISSING_IS_SUCCESS),
                settings.backoff(Setting.RETRY_DELAY, Setting.RETRY_DELAY_MAX, random),
                way(successes, successLines, settings.text(Setting.SUCCESS_URI)),
                way(failures, failureLines, settings.text(Setting.FAILURE_URI)),
                clock);
    }

    void bind(CamelContext context) {
        VodBeans.bind(context, "vodSuccessLines", successLines);
        VodBeans.bind(context, "vodFailureLines", failureLines);
        VodBeans.bind(context, "vodRejectedLines", rejectedLines);
        VodBeans.bind(context, "vodReportOutcomes", reports);
    }

    ReportOutcomes reports() {
        return reports;
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

    private static ReportOutcomes.Way way(WakeUp settled, JsonLines file, String uri) {
        return new ReportOutcomes.Way(settled, file, new SourceAddress(uri)::hide);
    }

    private JsonLines file(String name) {
        return new JsonLines(folder.path().resolve(name + ".jsonl"), () -> {
            directory.requireInPlace();
            folder.require();
        });
    }
}
