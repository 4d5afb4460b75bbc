package io.voddelete.standalone;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The limit of open files and sockets of this process. */
final class OpenFiles {
    private OpenFiles() {}

    /** Returns the limit reported by the system, or {@link Long#MAX_VALUE} if unknown. */
    static long limit() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                    ? system.getMaxFileDescriptorCount()
                    : Long.MAX_VALUE;
        } catch (LinkageError e) {
            return Long.MAX_VALUE; // the run-time image lacks jdk.management
        }
    }
}
