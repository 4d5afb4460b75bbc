package io.voddelete.host;

import io.voddelete.kit.HostProject;
import org.junit.jupiter.api.Tag;

/** Spring Boot 4. */
@Tag("compat")
class SpringBoot4IT extends HostContract {
    SpringBoot4IT() {
        super(HostProject.springBoot(4));
    }
}
