package io.voddelete.reader;

import io.voddelete.support.Text;

/**
 * Refuses a list with a column or member that decides whether, how or in which project an asset is deleted, see {@link
 * DecidingName}. Ignoring it would delete more than intended.
 */
final class ForbiddenColumn {
    private ForbiddenColumn() {}

    /**
     * Refuses a list if this name decides.
     *
     * @param what the kind of name and its place, such as {@code column in line 1}
     */
    static void refuse(String name, String what) throws UnreadableException {
        refuse(name, what, "");
    }

    /** @param found further information for the end of the message; may be empty */
    static void refuse(String name, String what, String found) throws UnreadableException {
        if (DecidingName.is(name)) {
            throw new UnreadableException(
                    "unknown-option",
                    "the " + what + " '" + Text.visible(name, 60)
                            + "' seems to decide what is deleted, which is not supported" + found,
                    "list only the assets to be deleted (whole assets, in vod.project-id) and remove that column or member");
        }
    }

    /** Refuses a list because of a text next to or above ids that is not the name of a column. */
    static UnreadableException mayKeep(String text, String what) {
        return new UnreadableException(
                "unknown-option",
                "the " + what + " '" + Text.visible(text, 60)
                        + "' may mean that assets are to be kept, or how to delete them",
                "list only the assets to be deleted, and remove that text");
    }
}
