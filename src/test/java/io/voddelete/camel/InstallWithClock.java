package io.voddelete.camel;

import io.voddelete.settings.Settings;
import io.voddelete.support.TimeSource;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** Installs the module with a clock of the test's own. */
public final class InstallWithClock {
    private InstallWithClock() {}

    public static VodModule install(CamelContext context, Settings settings, TimeSource clock) throws Exception {
        return VodModule.install(context, settings, clock, RandomGenerator.of("SecureRandom"));
    }
}
