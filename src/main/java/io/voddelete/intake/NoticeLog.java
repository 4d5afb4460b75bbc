package io.voddelete.intake;

import io.voddelete.asset.Notice;
import io.voddelete.support.Text;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Logs the notices of a submission when it is accepted. */
final class NoticeLog {
    private NoticeLog() {}

    /**
     * Logs each notice as a line of its own.
     *
     * @param source the source of the submission, such as {@code file:<name>}
     */
    public static void write(Logger log, String source, List<Notice> notices) {
        for (Notice notice : notices) {
            log.atLevel(notice.warns() ? Level.WARN : Level.INFO).log("{}: {}", Text.visible(source), notice.text());
        }
    }
}
