package io.voddelete.host;

/** Spring Boot 3.5. */
class SpringBoot3IT extends SpringBootContract {
    SpringBoot3IT() {
        super(3);
    }
}
