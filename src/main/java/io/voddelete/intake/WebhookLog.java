package io.voddelete.intake;

import io.voddelete.store.Submission;
import io.voddelete.store.Submitted;
import org.slf4j.Logger;

/** Logs what became of a request that was accepted, and where it came from. */
final class WebhookLog {
    private WebhookLog() {}

    static void write(Logger log, WebhookRequest request, Submitted submitted) {
        Submission submission = submitted.submission();
        if (submitted.repeated()) {
            log.info(
                    "{} is already accepted as submission {}; sent again from {}",
                    request.source(),
                    submission.submissionId(),
                    request.from());
            return;
        }
        Submission.Progress progress = submission.progress();
        log.info(
                "{} is submission {}: {} lines, {} asset ids accepted, {} duplicates, {} rejected; from {}",
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
