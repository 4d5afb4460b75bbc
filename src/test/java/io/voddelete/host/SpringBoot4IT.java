package io.voddelete.host;

import org.junit.jupiter.api.Tag;

/** Spring Boot 4. */
@Tag("compat")
class SpringBoot4IT extends SpringBootContract {
    SpringBoot4IT() {
        super(4);
    }
}
