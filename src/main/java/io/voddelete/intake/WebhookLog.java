package io.voddelete.intake;

import io.voddelete.store.Submission;
import io.voddelete.store.Submitted;
import org.slf4j.Logger;

/** Logs the result and origin of an accepted request. */
final class WebhookLog {
    private WebhookLog() {}

    static void write(Logger log, WebhookRequest request, Submitted submitted) {
        Submission submission = submitted.submission();
        if (submitted.repeated()) {
            log.info(
                    "{} was already accepted as submission {}; sent again from {}",
                    request.source(),
                    submission.submissionId(),
                    request.from());
            return;
        }
        Submission.Progress progress = submission.progress();
        log.info(
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
