package io.voddelete.kit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes that tests have started: none outlives the JVM of the tests, however that ends but by SIGKILL. */
public final class Processes {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Processes() {}

    /** The same process, which is killed at last if it has not ended by itself. */
    public static Process endWithUs(Process process) {
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        return process;
    }
}
