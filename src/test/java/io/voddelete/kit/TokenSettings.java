package io.voddelete.kit;

import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.util.Map;

/** What calls need that show a token instead of a signature. */
public final class TokenSettings {
    private TokenSettings() {}

    /** The user that the simulator's IAM knows, and no keys. */
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
