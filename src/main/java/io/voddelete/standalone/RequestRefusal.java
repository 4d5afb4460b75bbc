package io.voddelete.standalone;

import io.voddelete.http.Problem;

/** Answers a refused request; the rest of its body is discarded. */
@FunctionalInterface
interface RequestRefusal {
    /** @param retryAfter whether retrying the same request may succeed */
    void answer(Problem problem, boolean retryAfter);
}
