package io.voddelete.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voddelete.support.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line as it was found in a file.
 *
 * @param line its number in the file, from 1
 * @param start position of its first byte in the file
 * @param isWhole whether a line feed ends it
 * @param hasHole whether it contains a NUL, as a loss of power leaves it
 * @param sha256 hash of its bytes without the line feed
 * @param members null if it is no line of a chain
 */
record AuditLine(
        Path file,
        long line,
        long start,
        boolean isWhole,
        boolean hasHole,
        String sha256,
        @Nullable Members members) {
    /** Maximum length of a line in bytes, so that a damaged file does not fill the memory. */
    static final int LONGEST = 1 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The members that make the chain.
     *
     * @param number number in the chain, from 1
     * @param base number of the stored head when it was written
     * @param prev hash of the line before
     */
    record Members(long number, String event, long base, String prev) {
        private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

        /** Returns whether {@code prev} can be the hash of a line. */
        boolean hasHash() {
            return HASH.matcher(prev).matches();
        }

        boolean follows(Head head) {
            return number == head.number() + 1 && prev.equals(head.sha256());
        }
    }

    static AuditLine of(Path file, long line, long start, boolean isWhole, byte[] text, int length) {
        boolean hasHole = false;
        for (int i = 0; i < length && !hasHole; i++) {
            hasHole = text[i] == 0;
        }
        MessageDigest digest = Sha256.digest();
        digest.update(text, 0, length);
        return new AuditLine(file, line, start, isWhole, hasHole, Sha256.hex(digest), members(text, length));
    }

    /** The line as the end of a chain; its members must not be null. */
    Head asHead() {
        if (members == null) {
            throw new IllegalStateException("line " + line + " of " + file + " has no number");
        }
        return new Head(members.number, sha256);
    }

    boolean follows(Head head) {
        return isWhole && members != null && members.follows(head);
    }

    /**
     * Returns whether a crash may have left it: it is the incomplete last line, or a loss of power left a hole in it.
     *
     * @param isLast whether no line follows
     */
    boolean isTorn(boolean isLast) {
        return hasHole || isLast && (!isWhole || members == null);
    }

    /** Returns for instance {@code line 7 of audit-000001.jsonl}. */
    String place() {
        return "line " + line + " of " + AuditFiles.name(file);
    }

    private static @Nullable Members members(byte[] text, int length) {
        long number = 0;
        long base = -1;
        String event = null;
        String prev = null;
        try (JsonParser json = JSON.createParser(text, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "n" -> number = json.getLongValue();
                    case "base" -> base = json.getLongValue();
                    case "event" -> event = json.getText();
                    case "prev" -> prev = json.getText();
                    default -> {
                        if (value.isStructStart()) {
                            json.skipChildren();
                        }
                    }
                }
            }
            boolean isComplete = json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
            return isComplete && number > 0 && base >= 0 && event != null && prev != null
                    ? new Members(number, event, base, prev)
                    : null;
        } catch (IOException e) {
            return null; // no JSON, or a member of another kind
        }
    }
}
