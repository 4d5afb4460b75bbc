package io.voddelete.plan;

import io.voddelete.plan.Decision.Result;
import io.voddelete.store.StoreException;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileOwner;
import io.voddelete.support.FileVersion;
import io.voddelete.support.OncePer;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that plans are moved or copied to, which is an order: {@code approve/} or {@code cancel/}; to the latter also receipts,
 * since a list that never waited has no plan. A folder in it has the reason as its name. The bytes of the file are the order, not
 * its name. What names no list that the order can be about moves to {@code refused/} with a text that says why. Use from one
 * thread.
 */
public final class ApprovalFolder {
    /** Most files per look and folder; the next look takes the others. What may stay there for good does not count. */
    private static final int MOST = 1_000;

    private static final int MOST_STUCK = 100_000;
    private static final int LONGEST_REASON = 200;
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    /** Moving a plan keeps its owner, which is then the user of this module; copying it does not. */
    private static final String UNKNOWN = "unknown";

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalFolder.class);

    /** Where plans lie that were used. */
    public interface Archive {
        /**
         * Moves a plan beside the list of its submission.
         *
         * @param onlyIfMissing whether another copy lying there already means that this one was not the order
         * @return whether it was moved
         * @throws IOException if it cannot be moved
         */
        boolean keep(FileVersion plan, String submissionId, boolean onlyIfMissing) throws IOException;

        /** Does the same with a receipt, which is deleted if it was copied, not moved: its list is known by the original. */
        boolean keepReceipt(FileVersion receipt, String submissionId, boolean onlyIfMissing) throws IOException;
    }

    private final FolderOrder.Kind kind;
    private final Path folder;
    private final Decisions decisions;
    private final Archive archive;
    private final Predicate<Path> isComplete;
    private final Predicate<String> isLeftAlone;
    private final RefusedPlans refused;
    private final Runnable unasked;
    private final TimeSource clock;
    private final OncePer faults;
    /** What could not be handled; it is tried again, but must not hide what can be. */
    private final Set<Path> stuck = new HashSet<>();

    private boolean anyRefused;
    private boolean cleaned;

    /**
     * @param isComplete whether a file has not changed for long enough
     * @param isLeftAlone whether files of this name belong to the system, or are being written
     * @param unasked called for each refused order that the store was not asked to carry out
     */
    public ApprovalFolder(
            FolderOrder.Kind kind,
            Path folder,
            Decisions decisions,
            Archive archive,
            Predicate<Path> isComplete,
            Predicate<String> isLeftAlone,
            RefusedPlans refused,
            Runnable unasked,
            TimeSource clock) {
        this.kind = kind;
        this.folder = folder;
        this.decisions = decisions;
        this.archive = archive;
        this.isComplete = isComplete;
        this.isLeftAlone = isLeftAlone;
        this.refused = refused;
        this.unasked = unasked;
        this.clock = clock;
        this.faults = new OncePer(SAY_AGAIN, clock::nanoTime);
    }

    /** Whether there is something to look at; also if that cannot be seen. */
    boolean isAny() {
        if (!Files.isDirectory(folder)) {
            return false; // without an exception for each of very many looks
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                folder, each -> !name(each).equals(RefusedPlans.REFUSED) && !isLeftAlone.test(name(each)))) {
            return all.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return true;
        }
    }

    /**
     * Looks at all files once, in the order of their names; a file that cannot be handled now is left for the next look.
     *
     * @return whether a file was refused
     */
    boolean look() {
        anyRefused = false;
        clean();
        for (Path each : list(folder)) {
            String name = name(each);
            if (isFolder(each)) {
                if (!name.equals(RefusedPlans.REFUSED) && !name.startsWith(".")) {
                    String reason = Text.visible(name, LONGEST_REASON);
                    list(each).forEach(file -> take(file, Text.isBlank(name) ? null : reason));
                }
            } else {
                take(each, null);
            }
        }
        return anyRefused;
    }

    private void clean() {
        if (!cleaned) {
            try {
                refused.removeHalves();
                cleaned = true;
            } catch (IOException e) {
                warn(folder, "holds what a crash left, which cannot be deleted now", e);
            }
        }
    }

    private List<Path> list(Path where) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(where)) {
            int files = 0;
            for (Path each : all) {
                boolean counts = !stuck.contains(each) && !isFolder(each);
                if (isLeftAlone.test(name(each))) {
                    continue;
                }
                if (!counts || isFile(each) && ++files <= MOST) {
                    entries.add(each);
                }
                sayIfPassedOver(where, each);
            }
            faults.forget(where);
            if (files > MOST && faults.isTime(List.of(where, MOST))) {
                LOG.warn(
                        "'{}' holds {} files; {} are looked at now, the others next. Move away what is no plan",
                        Text.visible(where.toString()),
                        files,
                        MOST);
            }
        } catch (NoSuchFileException e) {
            return List.of(); // nobody has ordered anything
        } catch (IOException | DirectoryIteratorException e) {
            warn(where, "cannot be listed, so no order in it is seen", e);
        }
        Collections.sort(entries);
        return entries;
    }

    /** One of a kind a minute, since there may be many. */
    private void sayIfPassedOver(Path where, Path each) {
        boolean deeper = !where.equals(folder) && isFolder(each);
        boolean isOther = !isFolder(each) && !isFile(each);
        if (isOther && faults.isTime(List.of(where, "other"))) {
            LOG.warn(
                    "'{}' is a link or not a regular file, so it is passed over. Move or copy the plan itself",
                    Text.visible(each.toString()));
        } else if (deeper && faults.isTime(List.of(where, "deeper"))) {
            LOG.warn(
                    "'{}' is passed over: a plan may lie in a folder here, whose name is the reason, but no deeper",
                    Text.visible(each.toString()));
        }
    }

    private void take(Path file, @Nullable String reason) {
        try {
            if (isFile(file) && isComplete.test(file)) {
                decide(file, reason);
                faults.forget(file);
            }
            stuck.remove(file);
        } catch (NoSuchFileException e) {
            stuck.remove(file); // moved away again, which is no order
        } catch (CallDeferredException e) {
            return; // the stop has come
        } catch (IOException | StoreException e) {
            warn(file, "cannot be handled now and is tried again", e);
            if (stuck.size() == MOST_STUCK) {
                stuck.clear(); // of most, somebody has taken them away
            }
            stuck.add(file);
        }
    }

    private void decide(Path file, @Nullable String reason) throws IOException {
        FileVersion version = FileVersion.of(file);
        OrderFile read = OrderFile.read(version, kind);
        if (!version.isCurrent()) {
            return; // it is being written
        }
        FolderOrder.Subject subject = read.subject();
        if (subject == null) {
            refuse(version, read.why(), null);
            unasked.run();
            return;
        }
        String via = "folder:" + kind.word();
        Decision decision = decisions.decide(
                new FolderOrder(kind, subject, FileOwner.of(file).orElse(UNKNOWN), via, file, reason, clock.instant()));
        String id = decision.submissionId();
        boolean done = decision.result() == Result.DONE || decision.result() == Result.ALREADY;
        if (id == null || !done || !keep(version, subject, id, decision.result() == Result.ALREADY)) {
            refuse(version, decision.why(), id);
            if (decision.isWithoutStore()) {
                unasked.run();
            }
        }
    }

    private boolean keep(FileVersion file, FolderOrder.Subject subject, String id, boolean onlyIfMissing)
            throws IOException {
        return subject instanceof FolderOrder.ByReceipt
                ? archive.keepReceipt(file, id, onlyIfMissing)
                : archive.keep(file, id, onlyIfMissing);
    }

    private void refuse(FileVersion file, String why, @Nullable String submissionId) throws IOException {
        Path target = refused.move(file, why);
        anyRefused = true;
        LOG.warn(
                "{}: refused '{}'{}: {}. It is moved to {}",
                Text.capitalized(kind.word()),
                Text.visible(name(file.file())),
                submissionId == null ? "" : " of submission " + submissionId,
                why,
                Text.visible(target.toString()));
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private void warn(Path path, String what, Exception cause) {
        if (faults.isTime(path)) {
            LOG.warn("'{}' {}: {}", Text.visible(path.toString()), what, RootCause.shown(cause));
        }
    }
}
