package io.voddelete.plan;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.IdSet;
import io.voddelete.reader.AssetIdReader;
import io.voddelete.reader.Entry;
import io.voddelete.reader.ListOptions;
import io.voddelete.reader.UnreadableException;
import io.voddelete.store.StoreException;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.FileVersion;
import io.voddelete.support.OncePer;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Sha256;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code plan/} of the inbox: a list that is dropped there is only planned. Nothing of it is accepted, and it comes back
 * to {@code plan/done/} with its plan. Use from one thread.
 */
public final class PlanFolder {
    private static final int MOST = 1_000;
    /** In 8 bytes each. */
    private static final int MOST_TOLD_APART = 1_000_000;

    private static final int MOST_NAMES = 1_000;
    private static final int LONGEST_NAME = 255;
    private static final String PLAN = ".plan.txt";
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    /** A list that could not be planned is tried again after this time, then after twice as long, and so on. */
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(16);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(PlanFolder.class);

    private final boolean enabled;
    private final Path folder;
    private final PrivateFolder done;
    private final AtomicFile files;
    private final ListOptions input;
    private final Predicate<Path> isComplete;
    private final Predicate<String> isLeftAlone;
    private final PlanOnly plans;
    private final WakeUp work;
    private final TimeSource clock;
    private final OncePer faults;
    private final Map<FileVersion, Failed> failed = new HashMap<>();
    private boolean mayBeMore;
    private long seen = -1;

    private record Failed(long at, Duration pause) {
        Failed next(long now) {
            Duration twice = pause.multipliedBy(2);
            return new Failed(now, twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT);
        }
    }

    /** What a list is read with: its files and its rules. */
    public record Reading(
            AtomicFile files, ListOptions input, Predicate<Path> isComplete, Predicate<String> isLeftAlone) {}

    /**
     * @param enabled whether files are read at all
     * @param folder need not exist
     * @param work begun when plans may be made, and stopped with the module
     */
    public PlanFolder(boolean enabled, Path folder, Reading reading, PlanOnly plans, WakeUp work, TimeSource clock) {
        this.enabled = enabled;
        this.folder = folder;
        this.done = new PrivateFolder(folder.resolve("done"));
        this.files = reading.files;
        this.input = reading.input;
        this.isComplete = reading.isComplete;
        this.isLeftAlone = reading.isLeftAlone;
        this.plans = plans;
        this.work = work;
        this.clock = clock;
        this.faults = new OncePer(SAY_AGAIN, clock::nanoTime);
    }

    /** Waits for a while, or until the stop; not after a look that planned a list. */
    public void waitForWork() {
        if (!mayBeMore) {
            seen = work.pauseUnlessChanged(
                    seen, LOOK_AGAIN, () -> enabled && Files.isDirectory(folder) && !list().isEmpty());
        }
        mayBeMore = false;
    }

    /** Plans the smallest of the lists that lie there. */
    public void look() {
        List<FileVersion> lists = enabled && work.mayBegin() ? list() : List.of();
        failed.keySet().retainAll(lists);
        for (FileVersion each : lists) {
            Path file = each.file();
            try {
                if (!mayTry(each) || !isComplete.test(file)) {
                    continue;
                }
                plan(each);
                faults.forget(file);
                mayBeMore = true;
                return;
            } catch (CallDeferredException e) {
                return; // the stop has come
            } catch (NoSuchFileException e) {
                continue; // taken away again
            } catch (IOException | UncheckedIOException | StoreException e) {
                Failed now = failed.merge(
                        each, new Failed(clock.nanoTime(), FIRST_WAIT), (before, first) -> before.next(first.at));
                warn(file, "cannot be planned now and is tried again in " + now.pause.toMinutes() + " min", e);
            }
        }
    }

    private boolean mayTry(FileVersion list) {
        Failed before = failed.get(list);
        return before == null || clock.nanoTime() - before.at >= before.pause.toNanos();
    }

    private List<FileVersion> list() {
        List<FileVersion> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (entries.size() < MOST
                        && !name.startsWith(".")
                        && !isLeftAlone.test(name)
                        && !each.equals(done.path())
                        && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    entries.add(FileVersion.of(each));
                }
            }
            faults.forget(folder);
        } catch (NoSuchFileException e) {
            return List.of(); // nobody wants a plan
        } catch (IOException | DirectoryIteratorException e) {
            warn(folder, "cannot be listed", e);
        }
        entries.sort(Comparator.comparingLong(FileVersion::size).thenComparing(FileVersion::file));
        return entries;
    }

    private void plan(FileVersion list) throws IOException {
        done.require(); // before VOD is asked about its ids
        String name = list.file().getFileName().toString();
        String text;
        try {
            ListOptions.requireOnlyName(list);
            text = text(list, name);
        } catch (UnreadableException e) {
            text = "NO PLAN of " + Text.visible(name) + ": " + Text.visible(e.getMessage()) + "\nWhat to do: "
                    + Text.visible(e.remedy()) + "\n";
        }
        if (!list.isCurrent()) {
            return; // it is being written
        }
        for (int number = 1; number <= MOST_NAMES; number++) {
            Path target = target(name, number);
            Path plan = target.resolveSibling(target.getFileName() + PLAN);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            files.write(plan, out -> out.write(bytes));
            try {
                Files.move(list.file(), target);
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException e) {
                Files.deleteIfExists(plan); // the next attempt asks VOD again, and writes another one
                throw e;
            }
            LOG.info(
                    "Planned '{}' only, nothing of it is accepted; it is in {}",
                    Text.visible(name),
                    target.getParent());
            return;
        }
        throw new FileAlreadyExistsException(target(name, MOST_NAMES).toString());
    }

    private String text(FileVersion list, String name) throws IOException {
        long[] count = new long[1];
        IdSet.Builder first = new IdSet.Builder();
        long rejected = read(list, id -> {
            if (count[0]++ < MOST_TOLD_APART) {
                first.add(id);
            }
        });
        if (count[0] == 0) {
            return "NO PLAN of " + Text.visible(name) + ": it has no asset id\n";
        }
        IdSet known = count[0] > MOST_TOLD_APART ? IdSet.EMPTY : first.build();
        PlannedIds ids = each -> {
            BitSet seen = new BitSet();
            try {
                read(list, id -> {
                    int place = known.indexOf(id);
                    if (place < 0 || !seen.get(place)) {
                        each.accept(id);
                    }
                    if (place >= 0) {
                        seen.set(place);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return plans.of(name, count[0] > MOST_TOLD_APART ? count[0] : known.size(), ids, rejected)
                .text();
    }

    /** Hands over an id once for each of its lines. Returns the number of lines that are no ids. */
    private long read(FileVersion list, Consumer<AssetId> each) throws IOException {
        long rejected = 0;
        try (AssetIdReader reader = input.open(list, Sha256.digest(), work::isStopping)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry instanceof Entry.Found found) {
                    each.accept(found.assetId());
                } else {
                    rejected++;
                }
            }
        }
        return rejected;
    }

    private Path target(String name, int number) {
        String begin = number == 1 ? "" : number + "-";
        String end = name;
        while (Text.utf8Length(begin + end + PLAN) > LONGEST_NAME) {
            end = end.substring(end.offsetByCodePoints(0, 1));
        }
        return done.path().resolve(begin + end);
    }

    private void warn(Path path, String what, Exception cause) {
        if (faults.isTime(path)) {
            LOG.warn("'{}' {}: {}", Text.visible(path.toString()), what, RootCause.shown(cause));
        }
    }
}
