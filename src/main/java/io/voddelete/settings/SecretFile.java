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
import org.jspecify.annotations.Nullable;

/** A file that contains one secret and nothing else, as container platforms mount them. It may change at any time. */
public record SecretFile(Setting setting, Path path) {
    /** Far above the longest security token. */
    private static final int LARGEST = 65_536;

    /** Changing the files takes much less time than this many reads. */
    private static final int MOST_READINGS = 100;

    /**
     * The current content of the file: a value or a fault.
     *
     * @param value the secret without the line break at its end; null if there is a fault
     * @param fault a sentence with key and path, never with the content; null if there is a value
     */
    record Content(@Nullable String value, @Nullable String fault) {
        @Override
        public String toString() {
            return "Content[" + (fault == null ? "a secret" : fault) + "]";
        }
    }

    /**
     * Reads all files repeatedly until two reads in a row agree, so that the result is not a mix of an old and a new set.
     *
     * @param reader reads one file
     * @return the content of each; a fault if the files keep changing
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
        return files.stream().collect(Collectors.toMap(SecretFile::setting, file -> file.fault("keeps changing")));
    }

    private static Map<Setting, Content> readOnce(Collection<SecretFile> files, Function<SecretFile, Content> reader) {
        return files.stream().collect(Collectors.toMap(SecretFile::setting, reader));
    }

    Content read() {
        if (!Files.isRegularFile(path)) {
            return fault(Files.exists(path) ? "is not a regular file" : "does not exist or is not readable");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            return bytes.length > LARGEST ? fault("is larger than " + LARGEST + " bytes") : content(text(bytes));
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
        return setting.accepts(value) ? new Content(value, null) : fault("does not contain a valid value");
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
                "The file '" + Text.visible(path.toString()) + "' of " + setting.fileKey() + " " + what
                        + ". Allowed: a file that contains the value and at most one line break. The value: "
                        + setting.legal());
    }
}
