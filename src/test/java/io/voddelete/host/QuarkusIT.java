package io.voddelete.host;

import io.voddelete.kit.HostProject;
import org.junit.jupiter.api.Tag;

/** Quarkus in JVM mode. Its root path is fixed when the host is built, so it has no test here. */
@Tag("compat")
class QuarkusIT extends HostContract {
    QuarkusIT() {
        super(HostProject.quarkus());
    }
}
