package io.voddelete.flow;

import io.voddelete.kit.RunningModule;
import io.voddelete.kit.StatusCaller;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For each test a running module with its simulator, and a caller of its HTTP interface. */
abstract class AskedModule {
    final Map<String, String> settings;

    @TempDir
    Path directory;

    VodSimulator simulator;
    RunningModule module;
    StatusCaller caller;

    /** @param settings beside those of the simulator */
    AskedModule(Map<String, String> settings) {
        this.settings = new TreeMap<>(settings);
    }

    @BeforeEach
    void start() throws Exception {
        simulator = VodSimulator.start(SimulatorOptions.defaults());
        module = RunningModule.start(directory, simulator, settings);
        caller = new StatusCaller(module.url());
    }

    @AfterEach
    void stop() {
        module.close();
        simulator.close();
    }
}
