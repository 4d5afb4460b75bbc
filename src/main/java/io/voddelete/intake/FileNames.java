package io.voddelete.intake;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a file says about it, whatever is in it. A checksum that stands alone in its file looks exactly like an
 * asset id, so only the name can tell the two apart.
 */
public final class FileNames {
    private static final Pattern STILL_BEING_WRITTEN =
            pattern(".*(\\.tmp|\\.part|\\.partial|\\.filepart|\\.crdownload|\\.swp|~)");
    private static final Pattern SIDE_FILE = pattern(String.join(
            "|",
            ".*\\.(md5|sha-?(1|224|256|384|512))(sums?)?(\\.txt)?", // checksums
            "(md5|sha-?(1|224|256|384|512))sums?(\\.txt)?",
            ".*\\.(sfv|crc|crc32|b2|b3)",
            ".*\\.(asc|sig|sign|p7s|minisig)", // signatures
            ".*\\.(done|ok|ready|rdy|ctl|fin|trg|trigger|flg|flag|sem|lck|lock)", // markers of the sender
            "_SUCCESS",
            ".*\\.receipt\\.json", // our own
            "~\\$.*", // locks of Excel and LibreOffice
            "\\.~lock\\..*#",
            ".*[:\\uF03A]Zone\\.Identifier(:\\$DATA)?", // what Windows and macOS leave; U+F03A is how SMB spells a
            // colon
            "desktop\\.ini",
            "(eh)?thumbs\\.db",
            "\\.DS_Store"));
    /** Of file systems, and where deleted files are kept. */
    private static final Set<String> SYSTEM_FOLDERS =
            Set.of("lost+found", "system volume information", "$recycle.bin", "#recycle", "@eadir", "__macosx");

    /** The name that an earlier version gave to a file while it moved it. */
    private static final Pattern OLD_MOVE = Pattern.compile(
            "(?<name>.+-(?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(\\.[^.]*)?)\\.(?<mark>[0-9a-f]{8})\\.(?<folder>done|failed)",
            Pattern.DOTALL);

    private FileNames() {}

    /** Matches the name that an earlier version gave to a file while it moved it. */
    static Matcher oldMove(String name) {
        return OLD_MOVE.matcher(name);
    }

    /**
     * Whether a name may be one of bytes that are no characters of the locale's encoding: then nothing lies under the name
     * that was made of them.
     */
    static boolean isMisspelt(String name) {
        return name.indexOf('\uFFFD') >= 0;
    }

    /** Whether a file is not to be read, now or ever. */
    public static boolean isLeftAlone(String name) {
        return isStillBeingWritten(name) || isSideFile(name);
    }

    /** Whether it is no list but belongs to one, or to the system, as {@code ids.txt.md5}. */
    static boolean isSideFile(String name) {
        return SIDE_FILE.matcher(name).matches();
    }

    /** Whether a folder holds nothing that was put there as a list. */
    public static boolean isSystemFolder(String name) {
        return SYSTEM_FOLDERS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isStillBeingWritten(String name) {
        return STILL_BEING_WRITTEN.matcher(name).matches();
    }

    private static Pattern pattern(String names) {
        return Pattern.compile(names, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
