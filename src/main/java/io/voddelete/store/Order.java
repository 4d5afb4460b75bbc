package io.voddelete.store;

import org.jspecify.annotations.Nullable;

/**
 * Who gave an order. Texts are escaped already, by whoever made the order, so that they are the same wherever they are kept.
 *
 * @param who name of the caller, or the owner of the moved file
 * @param via such as {@code http} or {@code folder:approve}; empty if the module did it by itself
 * @param from address of the peer, or path of the file; null if unknown
 * @param reason given with the order, such as a ticket; null if there is none
 */
public record Order(
        String who,
        String via,
        @Nullable String from,
        @Nullable String reason) {
    /** The module did something by itself, or nobody knows who did. */
    public static Order of(String who, @Nullable String reason) {
        return new Order(who, "", null, reason);
    }
}
