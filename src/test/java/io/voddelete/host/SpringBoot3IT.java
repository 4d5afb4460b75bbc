package io.voddelete.host;

import io.voddelete.kit.HostProject;

/** Spring Boot 3.5. */
class SpringBoot3IT extends HostContract {
    SpringBoot3IT() {
        super(HostProject.springBoot(3));
    }
}
