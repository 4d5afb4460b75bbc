package io.voddelete.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.HostProject;
import io.voddelete.kit.StoreFile;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Camel Main. */
class CamelMainIT extends HostContract {
    private static final String HELD = "SELECT asset_id FROM asset WHERE status = 'PENDING' AND submission IN"
            + " (SELECT id FROM submission WHERE gate = 'HELD') ORDER BY asset_id";
    private static final String RELEASED = "SELECT asset_id FROM asset WHERE status = 'PENDING' AND submission IN"
            + " (SELECT id FROM submission WHERE gate = 'RELEASED' AND state = 'SEALED') ORDER BY asset_id";

    CamelMainIT() {
        super(HostProject.camelMain());
    }

    /** The host is upgraded with the store of a process of version 5 that was killed. */
    @Test
    void itGoesOnWithTheStoreOfTheVersionBefore() {
        StoreFile.unpack("version-5", directory);
        HostProject host = HostProject.camelMain();
        SimulatorOptions options =
                SimulatorOptions.defaults().withDeletesPerMinute(0).withInfosPerMinute(0);
        try (VodSimulator simulator = VodSimulator.start(options)) {
            StoreFile store = StoreFile.of(directory.resolve("killed"));
            store.change("UPDATE setting SET value = '" + simulator.endpoint() + "' WHERE name = 'vod.endpoint'");
            store.change("DELETE FROM setting WHERE name LIKE 'audit-head%'"); // its audit log is not here
            List<String> held = store.rows(HELD);
            List<String> released = store.rows(RELEASED);
            assertThat(held).hasSize(9);
            assertThat(released).hasSize(18);
            Map<String, String> settings = HostProject.settings(simulator.endpoint());
            settings.put("vod.data-directory", "killed");
            try (HostProject.Running running = host.start(directory, settings)) {
                await(running, 120, () -> store.rows(RELEASED).isEmpty());

                assertThat(running.process().log()).contains("version 5", "version 6");
                assertThat(store.rows(HELD)).isEqualTo(held);
                assertThat(simulator.recorder().deleteCalls())
                        .flatExtracting(call -> call.assetIds())
                        .isSubsetOf(released);
            }
        }
    }
}
