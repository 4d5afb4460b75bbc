package io.voddelete.pipeline;

import org.slf4j.Logger;

/** One line when work of one kind begins to fail, one when it is done again; nothing in between. */
final class FaultLog {
    private final Logger log;
    private final String kind;
    private long failures;

    FaultLog(Logger log, String kind) {
        this.log = log;
        this.kind = kind;
    }

    synchronized void failed(Object error, String next) {
        failures++;
        if (failures == 1) {
            log.warn("{} failed: {}. {}", kind, error, next);
        }
    }

    synchronized void worked() {
        if (failures > 1) {
            log.info("{} works again, after {} failures", kind, failures);
        }
        failures = 0;
    }
}
