package io.voddelete.outcome;

import io.voddelete.store.SubmissionLine;
import java.io.IOException;
import java.util.List;

/** Reads the lines of a submission from the store page by page, so that any number of them takes little memory. */
@FunctionalInterface
interface LinePages {
    /** Receives one line. */
    @FunctionalInterface
    interface Taker {
        void take(SubmissionLine line) throws IOException;
    }

    /**
     * One page.
     *
     * @param line returns only lines with a greater number
     * @param most the maximum number of lines; a page is empty only at the end
     */
    List<SubmissionLine> after(long line, int most);

    /** Passes on all lines in order. */
    default void forEach(Taker taker) throws IOException {
        int most = 5_000;
        for (List<SubmissionLine> page = after(0, most); !page.isEmpty(); ) {
            for (SubmissionLine line : page) {
                taker.take(line);
            }
            page = after(page.get(page.size() - 1).line(), most);
        }
    }
}
