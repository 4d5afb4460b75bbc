package io.voddelete.intake;

import io.voddelete.intake.SkippedFiles.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks through the inbox again and again. Anybody may drop any number of files there, so each costs only a read of its
 * attributes and no lasting memory, and all looks together take at most a twentieth of the time, unless there are more files
 * to read than one look returns. Use from one thread.
 */
final class InboxLook {
    /** Maximum number of files per poll; the next polls take the others. */
    private static final int MOST = 1_000;

    private static final Set<String> OURS =
            Set.of(SubmissionReader.DONE, Inbox.FAILED, "held", "cancelled", "approve", "cancel", "plan");

    private static final int SHARE_OF_TIME = 20;
    /** A file that is not offered in this many polls in a row is ignored by Camel, such as {@code ids.camelLock}. */
    private static final int POLLS = 5;

    private final Path inbox;
    private final FileSettling quiet;
    private final SkippedFiles leftAlone;
    private final Set<String> found = new HashSet<>();
    private final Map<String, Integer> notOffered = new HashMap<>();
    private boolean offeredAny;
    private boolean looked;
    private boolean full;
    private long ended;
    private long lasted;

    InboxLook(Path inbox, FileSettling quiet, SkippedFiles leftAlone) {
        this.inbox = inbox;
        this.quiet = quiet;
        this.leftAlone = leftAlone;
    }

    /** Returns whether it is time for a look. */
    boolean begin() {
        return !looked || full || quiet.now() - ended >= (SHARE_OF_TIME - 1) * lasted;
    }

    /**
     * Looks.
     *
     * @param isTime returns whether the file with this name may be tried now
     * @return whether there is a file to read
     */
    boolean find(Predicate<String> isTime) throws IOException {
        long begun = quiet.now();
        found.clear();
        Set<String> there = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(inbox)) {
            for (Path each : all) {
                String name = each.getFileName().toString();
                if (notOffered.containsKey(name)) {
                    there.add(name);
                }
                if (notOffered.getOrDefault(name, 0) >= POLLS || isReadAsPath(name)) {
                    leftAlone.add(Kind.NOT_OFFERED, name);
                } else if (isFileToRead(each, name)
                        && quiet.isQuiet(each)
                        && found.size() < MOST
                        && isTime.test(name)) {
                    found.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        notOffered.keySet().retainAll(there);
        leftAlone.said();
        looked = true;
        full = found.size() == MOST;
        offeredAny = false;
        ended = quiet.now();
        lasted = ended - begun;
        return !found.isEmpty();
    }

    private boolean isFileToRead(Path file, String name) {
        if (FileNames.oldMove(name).matches()) {
            leftAlone.add(Kind.OLD_MOVE, name);
            return false;
        }
        if (name.startsWith(".") || isOurs(name) || FileNames.isLeftAlone(name)) {
            return false;
        }
        if (FileNames.isMisspelt(name) && !isThere(name)) {
            leftAlone.add(Kind.MISSPELT, name);
            return false;
        }
        BasicFileAttributes is;
        try {
            is = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) { // as of what another user has mounted there, which keeps no other file back
            leftAlone.add(Kind.UNSEEN, name);
            return false;
        }
        if (!is.isRegularFile() && !(is.isDirectory() && FileNames.isSystemFolder(name))) {
            leftAlone.add(is.isDirectory() ? Kind.FOLDER : Kind.NO_FILE, name);
        }
        return is.isRegularFile();
    }

    /** Camel makes a slash of a backslash, and looks for the file in a folder. */
    private static boolean isReadAsPath(String name) {
        return File.separatorChar == '/' && name.indexOf('\\') >= 0;
    }

    private static boolean isOurs(String name) {
        return OURS.contains(name);
    }

    /** Whether the name, as it was made of the bytes on the disk, leads back to a file. */
    private boolean isThere(String name) {
        try {
            return Files.exists(inbox.resolve(name), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Returns whether the current poll should read a file that it offers. */
    boolean offered(String name) {
        notOffered.remove(name);
        boolean taken = found.remove(name);
        offeredAny |= taken;
        return taken;
    }

    /**
     * The poll has ended. Files that were found but not offered will not be offered next time either, unless the poll offered
     * some files and may have ended early, for example because of {@code maxMessagesPerPoll} in a host's own route.
     */
    void polled() {
        if (!offeredAny) {
            found.forEach(name -> notOffered.merge(name, 1, Integer::sum));
        }
        found.clear();
    }
}
