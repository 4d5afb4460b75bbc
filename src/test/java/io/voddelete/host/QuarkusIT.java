package io.voddelete.host;

import io.voddelete.kit.HostProject;
import org.junit.jupiter.api.Tag;

/** Quarkus in JVM mode. */
@Tag("compat")
class QuarkusIT extends HostContract {
    QuarkusIT() {
        super(HostProject.quarkus());
    }
}
