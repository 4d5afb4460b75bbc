package io.voddelete.store;

import java.io.IOException;

/** Whether this process alone may write the store, looked at before each commit. */
@FunctionalInterface
public interface Ownership {
    /** @throws IOException if another process may write it too; says why and what to do */
    void require() throws IOException;
}
