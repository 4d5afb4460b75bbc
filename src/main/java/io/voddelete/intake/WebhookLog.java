package io.voddelete.intake;

import io.voddelete.store.Submission;
import io.voddelete.store.Submitted;
import io.voddelete.support.LogContext;
import io.voddelete.support.LogEvent;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Logs the result and origin of an accepted request. */
final class WebhookLog {
    private WebhookLog() {}

    static void write(Logger log, WebhookRequest request, Submitted submitted) {
        Submission submission = submitted.submission();
        LogContext.ofSubmission(
                submission.submissionId(),
                submission.requested().traceparent(),
                () -> write(log, request, submitted, submission));
    }

    private static void write(Logger log, WebhookRequest request, Submitted submitted, Submission submission) {
        if (submitted.repeated()) {
            log.info(
                    "{} was already accepted as submission {}; sent again from {}",
                    request.source(),
                    submission.submissionId(),
                    request.from());
            return;
        }
        Submission.Progress progress = submission.progress();
        LogEvent.done(log, Level.INFO, "submission-accepted")
                .log(
                        "{} accepted as submission {}: {} lines, {} asset ids accepted, {} duplicates, {} rejected; from {}",
                        request.source(),
                        submission.submissionId(),
                        submission.lines(),
                        progress.accepted(),
                        progress.duplicates(),
                        progress.rejected(),
                        request.from());
        NoticeLog.write(log, submission.source(), submission.notices());
    }
}
