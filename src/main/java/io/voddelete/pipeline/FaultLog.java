package io.voddelete.pipeline;

import io.voddelete.vod.VodError;
import org.slf4j.Logger;

/** One line when calls of one kind begin to fail, one when they work again; nothing in between. */
final class FaultLog {
    private final Logger log;
    private final String kind;
    private long failures;

    FaultLog(Logger log, String kind) {
        this.log = log;
        this.kind = kind;
    }

    synchronized void failed(VodError error, String next) {
        failures++;
        if (failures == 1) {
            log.warn("{} failed: {}. {}", kind, error, next);
        }
    }

    synchronized void worked() {
        if (failures > 1) {
            log.info("{} works again, after {} failed calls", kind, failures);
        }
        failures = 0;
    }
}
