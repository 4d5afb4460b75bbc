package io.voddelete.intake;

import io.voddelete.support.Text;

/** The name of an archived file. */
final class ArchivedName {
    private static final int LONGEST_NAME = 255;
    private static final int ROOM_FOR_SUFFIX = ".duplicates.jsonl".length();

    private ArchivedName() {}

    /**
     * The file's own name with an id before the extension, so that names are unique, and short enough for the name of a
     * receipt.
     *
     * @param id in ASCII
     */
    static String of(String name, String id) {
        int dot = name.lastIndexOf('.');
        String end = "-" + id + (dot < 0 ? "" : name.substring(dot));
        String stem = dot < 0 ? name : name.substring(0, dot);
        if (Text.utf8Length(end) + ROOM_FOR_SUFFIX > LONGEST_NAME) { // no extension, only a dot far in front
            stem = name;
            end = "-" + id;
        }
        while (Text.utf8Length(stem) + Text.utf8Length(end) + ROOM_FOR_SUFFIX > LONGEST_NAME) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + end;
    }
}
