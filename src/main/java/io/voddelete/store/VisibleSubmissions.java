package io.voddelete.store;

/**
 * Which submissions somebody sees: those that he sent, and those whose source begins with a text.
 *
 * @param caller by whom they were sent; null for nobody
 * @param prefix of their sources; empty for all submissions, null for none
 */
public record VisibleSubmissions(String caller, String prefix) {
    /** Every submission. */
    public static final VisibleSubmissions ALL = new VisibleSubmissions(null, "");

    boolean isAll() {
        return prefix != null && prefix.isEmpty();
    }

    /** Whether a submission that this caller sent, or nobody who is known, is among them. */
    boolean covers(String sentBy, String source) {
        return caller != null && caller.equals(sentBy) || prefix != null && source.startsWith(prefix);
    }
}
