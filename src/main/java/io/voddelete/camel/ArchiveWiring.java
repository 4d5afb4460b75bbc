package io.voddelete.camel;

import io.voddelete.store.ArchiveException;
import io.voddelete.store.Archives;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that moves old submissions into archive files, slowly, and checks these once after the start. */
final class ArchiveWiring implements AutoCloseable {
    /** In the data directory. */
    static final String FOLDER = "archive";

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveWiring.class);
    /** Between two pieces of work that take about as long. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final long EVERY_SECONDS = 60;

    private final Archives archives;
    private final Path folder;
    private final WakeUp stop;
    private final ThrottledLog faults;
    private final VodTimer timer;
    private boolean checked;

    /**
     * @param folder of the archive files, for messages
     * @param stop ends the work
     * @param errors receives what ends the thread
     */
    ArchiveWiring(Archives archives, Path folder, WakeUp stop, ErrorWatch errors, TimeSource clock) {
        this.archives = archives;
        this.folder = folder;
        this.stop = stop;
        this.faults = new ThrottledLog(LOG, "archiving submissions", clock);
        this.timer = new VodTimer("vod-archive", errors);
    }

    void begin() {
        timer.repeat(this::run, 1, EVERY_SECONDS);
    }

    /** Begins nothing more. Call after {@link #begin}, which may follow again. */
    void end() {
        timer.endRepeating();
    }

    private void run() {
        try {
            if (!checked) {
                archives.check(this::pause).forEach(this::say);
                checked = true;
            }
            for (List<Archives.Made> made = archives.next(this::pause);
                    !made.isEmpty();
                    made = archives.next(this::pause)) {
                made.forEach(this::say);
            }
            faults.worked();
            faults.ended();
        } catch (CallDeferredException e) {
            return; // the module stops
        } catch (StoreException e) {
            faults.storeFailed(e, "Everything stays in the store, and it is retried every minute");
        }
    }

    private void pause() {
        stop.pause(PAUSE);
        stop.goOnUnlessStopping();
    }

    private void say(Archives.Made made) {
        LOG.info(
                "{} settled submissions with {} lines were moved into {}. Back it up with the file .sha256 beside it",
                made.submissions(),
                made.lines(),
                folder.resolve(made.file().name()));
    }

    private void say(ArchiveException fault) {
        LOG.error(
                "In {}: {}. Its submissions are known, but their lines cannot be read; its ids are known, too: nothing is sent because of"
                        + " this. What to do: {}",
                folder,
                fault.getMessage(),
                fault.remedy());
    }

    /** Waits for the piece of work in progress. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(EVERY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
