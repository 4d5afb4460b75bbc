package io.voddelete.intake;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classifies files by name, regardless of their content. A checksum alone in a file looks exactly like an asset id, so only
 * the name can tell them apart.
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
            "STOP(\\.txt)?", // see vod.stop-file
            ".*\\.(receipt\\.json|plan\\.txt)")); // our own
    private static final Pattern SYSTEM_FILE = pattern(String.join(
            "|",
            "~\\$.*", // locks of Excel and LibreOffice
            "\\.~lock\\..*#",
            ".*[:\\uF03A]Zone\\.Identifier(:\\$DATA)?", // what Windows and macOS leave; U+F03A is how SMB spells a
            // colon
            "desktop\\.ini",
            "(eh)?thumbs\\.db",
            "\\.DS_Store"));
    /** System folders and recycle bins. */
    private static final Set<String> SYSTEM_FOLDERS =
            Set.of("lost+found", "system volume information", "$recycle.bin", "#recycle", "@eadir", "__macosx");

    /** The name that an earlier version gave to a file during a move. */
    private static final Pattern OLD_MOVE = Pattern.compile(
            "(?<name>.+-(?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(\\.[^.]*)?)\\.(?<mark>[0-9a-f]{8})\\.(?<folder>done|failed)",
            Pattern.DOTALL);

    private FileNames() {}

    /** Matches the name that an earlier version gave to a file during a move. */
    static Matcher oldMove(String name) {
        return OLD_MOVE.matcher(name);
    }

    /**
     * Whether a name may contain bytes that are not valid in the locale's encoding: the file cannot be found under such a
     * name.
     */
    static boolean isMisspelt(String name) {
        return name.indexOf('\uFFFD') >= 0;
    }

    /** Whether a file must not be read, now or later. */
    public static boolean isLeftAlone(String name) {
        return isStillBeingWritten(name) || isSideFile(name);
    }

    /** Whether it is not a list but belongs to one or to the system, such as {@code ids.txt.md5}. */
    public static boolean isSideFile(String name) {
        return SIDE_FILE.matcher(name).matches() || SYSTEM_FILE.matcher(name).matches();
    }

    /** Whether a file or folder that lies where plans are moved to was put there by a program, not by a person who gives an order. */
    public static boolean isNoOrder(String name) {
        return name.startsWith(".")
                || isSystemFolder(name)
                || isStillBeingWritten(name)
                || SYSTEM_FILE.matcher(name).matches();
    }

    /** Whether a folder is not meant for lists. */
    public static boolean isSystemFolder(String name) {
        return SYSTEM_FOLDERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether the name says that its file is not complete. */
    private static boolean isStillBeingWritten(String name) {
        return STILL_BEING_WRITTEN.matcher(name).matches();
    }

    private static Pattern pattern(String names) {
        return Pattern.compile(names, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
