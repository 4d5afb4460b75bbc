package io.voddelete.store;

import java.io.IOException;

/** Checks before each commit that only this process may write the store. */
@FunctionalInterface
public interface Ownership {
    /** @throws IOException if another process may write it too; the message says why and what to do */
    void require() throws IOException;
}
