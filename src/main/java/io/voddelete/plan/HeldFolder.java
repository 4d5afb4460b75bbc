package io.voddelete.plan;

import io.voddelete.store.Gate;
import io.voddelete.store.Releases;
import io.voddelete.store.SealedSubmissions;
import io.voddelete.store.StoreException;
import io.voddelete.store.StoredPlan;
import io.voddelete.store.Submission;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.FileIdentity;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code held/} of the inbox: lists that wait, their documents and their plans. What no longer waits moves to where it
 * belongs, which the store alone decides, so that a crash in between is made up for. Use from one thread.
 */
public final class HeldFolder {
    /** What the names of plans and receipts end in. */
    static final String PLAN = ".plan.txt";

    static final String RECEIPT = ".receipt.json";

    private static final int PAGE = 100;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** A list, and what lies beside it besides its plan. */
    private static final List<String> LIST =
            List.of("", RECEIPT, ".duplicates.jsonl", ".rejected.jsonl", ".report.csv");

    private static final List<String> ENDS =
            Stream.concat(LIST.stream(), Stream.of(PLAN)).toList();

    private static final Pattern BEFORE = Pattern.compile("\\.before-[0-9]+$");

    private static final Logger LOG = LoggerFactory.getLogger(HeldFolder.class);

    private final Path inbox;
    private final OrderFolders orders;
    private final AtomicFile files;
    private final Releases releases;
    private final SealedSubmissions submissions;
    private final ThrottledLog faults;
    /** The hashes of the plans that lie in the folder, or were moved away by somebody, by submission. */
    private Map<String, String> written = new HashMap<>();
    /** The rows of submissions that ended, and of whose files none is left in another folder. */
    private final Set<Long> settled = new HashSet<>();

    private boolean anyFault;

    /**
     * @param inbox the directory where files are dropped
     * @param orders the folders for orders, which are created with the first plan or grace period
     */
    public HeldFolder(
            Path inbox,
            List<Path> orders,
            AtomicFile files,
            Releases releases,
            SealedSubmissions submissions,
            TimeSource clock) {
        this.inbox = inbox;
        this.orders = new OrderFolders(orders);
        this.files = files;
        this.releases = releases;
        this.submissions = submissions;
        this.faults = new ThrottledLog(LOG, "moving the files of lists that wait or waited", clock);
    }

    /** Writes all plans of lists that wait again, unless they are there. */
    void restore() {
        written.clear();
    }

    /**
     * Writes the plans that are missing, and moves what lies in the wrong folder. A file that cannot be moved delays no other.
     * Returns whether all of it was done.
     */
    boolean tidy() {
        anyFault = false;
        try {
            Map<String, String> now = new HashMap<>();
            Set<String> waiting = new HashSet<>();
            if (!releases.in(Gate.GRACE, 0, 1).isEmpty()) {
                makeOrders(); // such a list has no plan, and is cancelled with its receipt
            }
            for (Gate gate : List.of(Gate.HELD, Gate.GRACE, Gate.STOPPED)) {
                forEach(gate, held -> {
                    if (held.folder().equals(Gate.HELD.word())) {
                        waiting.add(base(held));
                        writeAndMoveIn(held).ifPresent(sha256 -> now.put(held.submissionId(), sha256));
                    }
                });
            }
            written = now;
            orders.makeThoseDue().ifPresent(fault -> failed(inbox, fault));
            moveOut(waiting);
            for (Gate gate : List.of(Gate.CANCELLED, Gate.EXPIRED)) {
                forEach(gate, this::moveEnded);
            }
            if (!anyFault) {
                faults.worked();
            }
            return !anyFault;
        } catch (IOException | DirectoryIteratorException e) {
            failed(inbox.resolve(Gate.HELD.word()), e);
        } catch (StoreException e) {
            faults.storeFailed(e, "It is retried when the store works again");
        }
        return false;
    }

    private void failed(Path file, Exception cause) {
        anyFault = true;
        faults.failed(
                Text.visible(file.toString()) + ": " + RootCause.shown(cause), "It is retried; what waits still waits");
    }

    private void forEach(Gate gate, Consumer<Submission> each) {
        List<Submission> page;
        long after = 0;
        do {
            page = releases.in(gate, after, PAGE);
            page.forEach(each);
            after = page.isEmpty() ? after : page.get(page.size() - 1).row();
        } while (page.size() == PAGE);
    }

    /** Returns the hash of its plan, if it has one that lies there or was written before. */
    private Optional<String> writeAndMoveIn(Submission held) {
        Path plan = folder(held).resolve(base(held) + PLAN);
        try {
            Optional<String> sha256 = releases.planSha256(held.submissionId());
            boolean isWritten = sha256.isPresent() && sha256.get().equals(written.get(held.submissionId()));
            if (!isWritten && sha256.isPresent()) {
                write(plan, releases.plan(held.submissionId()).orElseThrow());
            }
            return isWritten || moveIn(held) ? sha256 : Optional.empty();
        } catch (IOException e) {
            failed(plan, e);
            return Optional.empty();
        }
    }

    /**
     * A list that was released, and is held again because too many of its ids failed. Its old plan is of no use: the store has
     * decided by it.
     */
    private boolean moveIn(Submission held) {
        Path plan = inbox.resolve("done").resolve(base(held) + PLAN);
        boolean isGone = !isFile(plan) || delete(plan);
        return moveFromDone(held, LIST) && isGone;
    }

    /** Moves what lies in {@code done/} of a list to where the list belongs. Returns whether none of it is left there. */
    private boolean moveFromDone(Submission list, List<String> ends) {
        boolean moved = true;
        for (String end : ends) {
            Path released = inbox.resolve("done").resolve(base(list) + end);
            moved &= !isFile(released) || move(released, folder(list));
        }
        return moved;
    }

    private boolean delete(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            failed(file, e);
            return false;
        }
    }

    /**
     * Lists that were approved, cancelled or have expired.
     *
     * @param waiting the names of the lists that wait
     */
    private void moveOut(Set<String> waiting) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(inbox.resolve(Gate.HELD.word()))) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (ENDS.stream().anyMatch(end -> name.endsWith(end) && waiting.contains(cut(name, end)))) {
                    continue; // without asking the store about each of what may be very many
                }
                Optional<Submission> found = owner(name);
                if (found.isPresent() && !found.get().folder().equals(Gate.HELD.word())) {
                    move(each, folder(found.get()));
                }
            }
        } catch (NoSuchFileException e) {
            return; // nothing was ever held
        }
    }

    private static String cut(String name, String end) {
        return name.substring(0, name.length() - end.length());
    }

    /** A list that was released before it was cancelled lies in {@code done/}. */
    private void moveEnded(Submission ended) {
        if (settled.contains(ended.row())) {
            return;
        }
        if (moveFromDone(ended, ENDS)
                && (ended.keptAs() == null || isFile(folder(ended).resolve(base(ended))))) {
            settled.add(ended.row()); // else it may just be on its way to done/
        }
    }

    private Optional<Submission> owner(String name) {
        String known = BEFORE.matcher(name).replaceFirst("");
        Matcher ids = UUID.matcher(known);
        while (ids.find()) {
            Optional<Submission> found = submissions
                    .find(ids.group())
                    .filter(submission -> ENDS.stream().anyMatch(end -> known.equals(base(submission) + end)));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private void write(Path file, StoredPlan plan) throws IOException {
        makeOrders(); // before the plan, which people move there as soon as they see it
        new PrivateFolder(inbox.resolve(Gate.HELD.word())).require();
        files.write(file, out -> out.write(plan.text().getBytes(StandardCharsets.UTF_8)));
    }

    private void makeOrders() throws IOException {
        FileIdentity.at(inbox); // a disk that is gone must not be replaced by folders
        orders.make();
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns whether it is no longer where it was. */
    private boolean move(Path file, Path folder) {
        Path target = folder.resolve(file.getFileName());
        try {
            new PrivateFolder(folder).require();
            try {
                Files.move(file, target);
            } catch (FileAlreadyExistsException e) {
                if (Files.mismatch(file, target) >= 0) {
                    throw e;
                }
                Files.delete(file);
            }
            LOG.debug("Moved {}", Text.visible(target.toString()));
        } catch (NoSuchFileException e) {
            return true; // somebody else moved it
        } catch (IOException e) {
            failed(file, e);
            return false;
        }
        return true;
    }

    private Path folder(Submission submission) {
        return inbox.resolve(submission.folder());
    }

    /** The name of its file, or what stands for it. */
    static String base(Submission submission) {
        String keptAs = submission.keptAs();
        return keptAs != null
                ? keptAs.substring(keptAs.lastIndexOf('/') + 1)
                : submission.source().replaceFirst("(?s):.*", "") + "-" + submission.submissionId();
    }
}
