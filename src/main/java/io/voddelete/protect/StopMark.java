package io.voddelete.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voddelete.support.AtomicFile;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Remembers the stop file in a file of the module's own. */
final class StopMark implements StopMemory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrivateFolder folder;
    private final Path mark;
    private final Path next;
    private final AtomicFile files;

    /** @param folder created with the first stop */
    StopMark(Path folder, AtomicFile files) {
        this.folder = new PrivateFolder(folder);
        this.mark = folder.resolve("stop");
        this.next = folder.resolve("stop.next");
        this.files = files;
    }

    @Override
    public Optional<Seen> load() throws IOException {
        try {
            JsonNode seen = JSON.readTree(Files.readString(mark));
            return Optional.of(new Seen(
                    seen.path("file").asText(),
                    Instant.parse(seen.path("since").asText()),
                    seen.path("folder").asText()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IOException(
                    "'" + Text.visible(mark.toString()) + "', which says whether calls were stopped, is damaged."
                            + " Delete it; to stop calls, create the stop file first",
                    e);
        }
    }

    @Override
    public void save(Seen seen) throws IOException {
        folder.require();
        byte[] content = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("file", seen.file())
                .put("since", seen.since().toString())
                .put("folder", seen.folder()));
        Files.deleteIfExists(next); // of a save that was interrupted
        files.write(next, out -> out.write(content));
        Files.move(next, mark, StandardCopyOption.ATOMIC_MOVE); // the old record stays until the new one is whole
        AtomicFile.forceFolder(folder.path());
    }

    @Override
    public void forget() throws IOException {
        Files.deleteIfExists(mark);
    }
}
