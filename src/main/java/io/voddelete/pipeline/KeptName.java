package io.voddelete.pipeline;

import java.nio.charset.StandardCharsets;

/** The name under which a file is kept when it is done with. */
public final class KeptName {
    private static final int LONGEST_NAME = 255;
    private static final int ROOM_FOR_SUFFIX = ".duplicates.jsonl".length();

    private KeptName() {}

    /**
     * The file's own name with an id before the extension, so that no two files collide, and short enough for a receipt
     * beside it.
     *
     * @param id of ASCII characters
     */
    public static String of(String name, String id) {
        int dot = name.lastIndexOf('.');
        String end = "-" + id + (dot < 0 ? "" : name.substring(dot));
        String stem = dot < 0 ? name : name.substring(0, dot);
        if (bytes(end) + ROOM_FOR_SUFFIX > LONGEST_NAME) { // no extension, only a dot far in front
            stem = name;
            end = "-" + id;
        }
        while (bytes(stem) + bytes(end) + ROOM_FOR_SUFFIX > LONGEST_NAME) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + end;
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
