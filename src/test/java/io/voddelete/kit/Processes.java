package io.voddelete.kit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Child processes of tests: ends them with the test JVM, unless that is killed by SIGKILL. */
public final class Processes {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Processes() {}

    /** Registers a process, to be killed when the JVM exits if it still runs; returns it. */
    public static Process endWithUs(Process process) {
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        return process;
    }
}
