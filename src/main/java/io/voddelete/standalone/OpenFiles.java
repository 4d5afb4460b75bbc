package io.voddelete.standalone;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets this process may have open. */
final class OpenFiles {
    private OpenFiles() {}

    /** As the system says; {@link Long#MAX_VALUE} where it does not. */
    static long limit() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                    ? system.getMaxFileDescriptorCount()
                    : Long.MAX_VALUE;
        } catch (LinkageError e) {
            return Long.MAX_VALUE; // a run-time image without jdk.management
        }
    }
}
