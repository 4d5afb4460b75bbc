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
 * One look after the other at all that lies in the inbox, of which anybody may drop as much as he likes: each thing costs a
 * look at its attributes and nothing that lasts, and all together at most a twentieth of the time, unless there is more to take
 * than one look names. Used by one thread.
 */
final class InboxLook {
    /** The most files that one poll takes; the others are taken by the next ones. */
    private static final int MOST = 1_000;

    private static final int SHARE_OF_TIME = 20;
    /** A file that so many polls in a row do not offer is one that Camel leaves alone, as {@code ids.camelLock}. */
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

    /** Whether it is time for a look. */
    boolean begin() {
        return !looked || full || quiet.now() - ended >= (SHARE_OF_TIME - 1) * lasted;
    }

    /**
     * Looks.
     *
     * @param isTime whether the file of a name is to be tried now
     * @return whether a file is to be taken in
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
        return name.equals(SubmissionReader.DONE) || name.equals(Inbox.FAILED);
    }

    /** Whether the name, as it was made of the bytes on the disk, leads back to a file. */
    private boolean isThere(String name) {
        try {
            return Files.exists(inbox.resolve(name), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether the poll that goes on now is to take a file; it asks for each that it offers. */
    boolean offered(String name) {
        notOffered.remove(name);
        boolean taken = found.remove(name);
        offeredAny |= taken;
        return taken;
    }

    /**
     * The poll is over: what is found and was not offered will not be the next time. Where it has offered some, it may have
     * ended early, as by {@code maxMessagesPerPoll} of a host's own route.
     */
    void polled() {
        if (!offeredAny) {
            found.forEach(name -> notOffered.merge(name, 1, Integer::sum));
        }
        found.clear();
    }
}
