package io.voddelete.plan;

import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.time.Duration;
import java.util.List;

/** Looks at the folders for orders again and again, and keeps {@code held/} tidy. One thread runs the loop. */
public final class ApprovalFolders {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    /** Tidying takes at most this part of the time, however many lists wait. */
    private static final int SHARE_OF_TIME = 20;

    private final boolean enabled;
    private final List<ApprovalFolder> folders;
    private final HeldFolder held;
    private final WakeUp work;
    private final TimeSource clock;
    private boolean tidied;
    private long tidiedAt;
    private long lasted;
    /** Whether the last attempt to tidy was put off, or something could not be moved. */
    private boolean untidy;

    private long seen = -1;

    /**
     * @param enabled whether files are read at all
     * @param folders those that orders come to, in the order in which they are looked at
     * @param work begun when orders may be taken, and stopped with the module
     */
    public ApprovalFolders(
            boolean enabled, List<ApprovalFolder> folders, HeldFolder held, WakeUp work, TimeSource clock) {
        this.enabled = enabled;
        this.folders = List.copyOf(folders);
        this.held = held;
        this.work = work;
        this.clock = clock;
    }

    /** Waits for a while, or until the stop. */
    public void waitForWork() {
        seen = work.pauseUnlessChanged(
                seen, LONGEST_WAIT, () -> enabled && (untidy || folders.stream().anyMatch(ApprovalFolder::isAny)));
    }

    /** Carries out the orders in the folders. */
    public void look() {
        if (!mayBegin()) {
            return;
        }
        for (ApprovalFolder folder : folders) {
            if (folder.look()) {
                held.restore(); // the plan may still be good, and whoever moved it looks for it
            }
        }
    }

    /** Moves lists that wait, or no longer wait, to where they belong, with their plans. */
    public void tidy() {
        long now = clock.nanoTime();
        untidy = mayBegin(); // until it ends well
        if (!untidy || tidied && now - tidiedAt < SHARE_OF_TIME * lasted) {
            return;
        }
        untidy = !held.tidy();
        tidied = true;
        tidiedAt = clock.nanoTime();
        lasted = tidiedAt - now;
    }

    private boolean mayBegin() {
        return enabled && work.mayBegin();
    }
}
