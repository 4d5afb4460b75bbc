package io.voddelete.host;

import io.voddelete.kit.HostProject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Quarkus in JVM mode. */
@Tag("compat")
class QuarkusIT extends HostContract {
    QuarkusIT() {
        super(HostProject.quarkus());
    }

    @Test
    void aSubmissionIsFoundUnderTheRootPathOfTheServer() {
        assertLocationUnder("quarkus.http.root-path");
    }
}
