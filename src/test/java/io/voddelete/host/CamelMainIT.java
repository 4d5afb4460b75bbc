package io.voddelete.host;

import io.voddelete.kit.HostProject;

/** Camel Main. */
class CamelMainIT extends HostContract {
    CamelMainIT() {
        super(HostProject.camelMain());
    }
}
