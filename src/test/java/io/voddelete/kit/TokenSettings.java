package io.voddelete.kit;

import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.util.Map;

/** Settings for calls that authenticate with a token instead of a signature. */
public final class TokenSettings {
    private TokenSettings() {}

    /** Returns settings with the simulator's IAM user and without keys. */
    public static Map<String, String> of(VodSimulator simulator) {
        return Map.of(
                "vod.auth",
                "token",
                "vod.access-key",
                "",
                "vod.secret-key",
                "",
                "vod.iam.endpoint",
                simulator.endpoint().toString(),
                "vod.iam.domain",
                SimulatorOptions.DOMAIN,
                "vod.iam.user",
                SimulatorOptions.USER,
                "vod.iam.password",
                SimulatorOptions.PASSWORD);
    }
}
