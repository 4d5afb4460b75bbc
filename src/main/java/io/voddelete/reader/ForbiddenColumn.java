package io.voddelete.reader;

import io.voddelete.support.Text;

/**
 * Refuses a list with a column or member that decides, see {@link DecidingName}: what of an asset is deleted, in which
 * project, and whether at all. Passed over, more would be deleted than was meant.
 */
final class ForbiddenColumn {
    private ForbiddenColumn() {}

    /**
     * Refuses a list for this name if it decides.
     *
     * @param what a column or a member, and where it is, as in {@code column in line 1}
     */
    static void refuse(String name, String what) throws UnreadableException {
        refuse(name, what, "");
    }

    /** @param found what else was found, for the end of the message; empty for nothing */
    static void refuse(String name, String what, String found) throws UnreadableException {
        if (DecidingName.is(name)) {
            throw new UnreadableException(
                    "unknown-option",
                    "the " + what + " '" + Text.visible(name, 60)
                            + "' seems to decide what is deleted, and a list cannot do that" + found,
                    "list only the assets to be deleted (whole assets, of vod.project-id) and remove that column or member");
        }
    }

    /** Refuses a list for a text, beside or above ids, that is no name of a column. */
    static UnreadableException mayKeep(String text, String what) {
        return new UnreadableException(
                "unknown-option",
                "the " + what + " '" + Text.visible(text, 60)
                        + "' may mean that assets are to be kept, or how to delete them",
                "list only what is to be deleted, and remove that text");
    }
}
