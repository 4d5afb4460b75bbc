package io.voddelete.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.FileVersion;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At the start, finishes moves that an earlier version began before a crash: it left a file in the inbox under a name that
 * contains the target. Anybody can use such a name, so a file is moved only if the store or its receipt knows its content.
 */
final class OldMoves {
    private static final Logger LOG = LoggerFactory.getLogger(OldMoves.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path inbox;
    private final PrivateFolder done;
    private final PrivateFolder failed;
    private final ArchivedFiles kept;

    OldMoves(Path inbox, PrivateFolder done, PrivateFolder failed, ArchivedFiles kept) {
        this.inbox = inbox;
        this.done = done;
        this.failed = failed;
        this.kept = kept;
    }

    void finish() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox)) {
            for (Path file : files) {
                Matcher move = FileNames.oldMove(file.getFileName().toString());
                if (move.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    tryFinish(file, move);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void tryFinish(Path file, Matcher move) {
        String name = Text.visible(file.getFileName().toString());
        try {
            PrivateFolder folder = move.group("folder").equals("done") ? done : failed;
            Path target = folder.path().resolve(move.group("name"));
            FileVersion stamp = FileVersion.of(file);
            boolean ours = stamp.mark().equals(move.group("mark"))
                    && (folder == done ? isAccepted(file, move) : isRefused(file, stamp, target));
            if (ours && stamp.isCurrent()) {
                Files.move(file, target);
                LOG.info("Inbox file '{}': finished the move that an earlier version began", name);
            }
        } catch (IOException e) {
            LOG.warn(
                    "Inbox file '{}': cannot finish the move that an earlier version began: {}; it is retried at the next"
                            + " start",
                    name,
                    RootCause.shown(e));
        }
    }

    private boolean isAccepted(Path file, Matcher move) throws IOException {
        return kept.isAccepted(move.group("id"), "done/" + move.group("name"), file);
    }

    private boolean isRefused(Path file, FileVersion stamp, Path target) throws IOException {
        Path receipt = target.resolveSibling(target.getFileName() + ".receipt.json");
        if (!Files.isRegularFile(receipt, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        JsonNode read = JSON.readTree(receipt.toFile());
        String sha256 = read.path("sha256").textValue();
        return sha256 == null ? read.path("bytes").longValue() == stamp.size() : kept.hasContent(file, sha256);
    }
}
