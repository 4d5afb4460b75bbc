package io.voddelete.store;

import java.util.List;

/**
 * A page of lines.
 *
 * @param next the number of the line after which the next page begins; 0 if there is none
 */
public record LineList(List<SubmissionLine> lines, long next) {
    /**
     * The first of some lines.
     *
     * @param found at most one more than the page takes
     * @param searched the last line that was looked at; 0 if there are no more
     */
    static LineList of(List<SubmissionLine> found, int most, long searched) {
        if (found.size() <= most) {
            return new LineList(found, searched);
        }
        List<SubmissionLine> page = found.subList(0, most);
        return new LineList(List.copyOf(page), page.get(most - 1).line());
    }
}
