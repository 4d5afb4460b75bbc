package io.voddelete.settings;

import io.voddelete.support.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A file that holds one secret and nothing else, as container platforms mount them. It may change at any time. */
public record SecretFile(Setting setting, Path path) {
    /** Far above the longest security token. */
    private static final int LARGEST = 65_536;

    /** Whoever changes the files is done long before. */
    private static final int MOST_READINGS = 100;

    /**
     * What is in the file now.
     *
     * @param value the secret without the line break at its end; null if there is a fault
     * @param fault a sentence with key and path, never with what is in the file; or null
     */
    record Content(String value, String fault) {
        @Override
        public String toString() {
            return "Content[" + (fault == null ? "a secret" : fault) + "]";
        }
    }

    /**
     * Reads all files again and again until two readings in a row are the same: none is of a set that was changed in between.
     *
     * @param reader reads one file
     * @return what is in each; if the files never keep still, a fault
     */
    static Map<Setting, Content> readTogether(Collection<SecretFile> files, Function<SecretFile, Content> reader) {
        Map<Setting, Content> last = readOnce(files, reader);
        for (int i = 0; i < MOST_READINGS; i++) {
            Map<Setting, Content> next = readOnce(files, reader);
            if (next.equals(last)) {
                return next;
            }
            last = next;
        }
        return files.stream()
                .collect(Collectors.toMap(SecretFile::setting, file -> file.fault("is changed all the time")));
    }

    private static Map<Setting, Content> readOnce(Collection<SecretFile> files, Function<SecretFile, Content> reader) {
        return files.stream().collect(Collectors.toMap(SecretFile::setting, reader));
    }

    Content read() {
        if (!Files.isRegularFile(path)) {
            return fault(Files.exists(path) ? "is no file" : "is not there, or may not be read");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            return bytes.length > LARGEST ? fault("has more than " + LARGEST + " bytes") : content(text(bytes));
        } catch (CharacterCodingException e) {
            return fault("is not UTF-8");
        } catch (IOException e) {
            return fault("cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private Content content(String value) {
        if (value.isEmpty()) {
            return fault("is empty");
        }
        LogSecrets.OF_PROCESS.learn(setting, value);
        return setting.accepts(value) ? new Content(value, null) : fault("holds something else than one legal value");
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.replaceFirst("\\r?\\n\\z", "");
    }

    private Content fault(String what) {
        return new Content(
                null,
                setting.fileKey() + " is '" + Text.visible(path.toString()) + "', which " + what
                        + ". Legal: a file that holds the value and at most one line break; the value is "
                        + setting.legal());
    }
}
