package io.voddelete.store;

import io.voddelete.intake.AcceptIds;
import java.lang.reflect.Field;

/** The thread that writes the store, for what can happen in it only. */
public final class WriterInTests {
    private WriterInTests() {}

    /** Does this in the writer of the store into which ids are accepted. */
    public static void run(AcceptIds into, Runnable work) throws ReflectiveOperationException {
        Object submissions = value(into, AcceptIds.class, "submissions");
        GroupCommit writer = (GroupCommit) value(submissions, Acceptance.class, "writer");
        writer.write("do what a test wants", sql -> {
            work.run();
            return null;
        });
    }

    private static Object value(Object of, Class<?> type, String field) throws ReflectiveOperationException {
        Field found = type.getDeclaredField(field);
        found.setAccessible(true);
        return found.get(of);
    }
}
