package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.CapturedLog;
import io.voddelete.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseWiringTest {
    @ParameterizedTest
    @CsvSource({"5m,false,false,1", "0s,false,false,0", "5m,true,false,0", "5m,false,true,0"})
    void aGracePeriodInWhichNobodyCanCancelIsWarnedOf(String grace, boolean files, boolean commands, int warnings) {
        Properties system = new Properties();
        system.setProperty("vod.endpoint", "https://vod.example.com");
        system.setProperty("vod.project-id", "p1");
        system.setProperty("vod.access-key", "made-up");
        system.setProperty("vod.secret-key", "made-up");
        system.setProperty("vod.grace.period", grace);
        system.setProperty("vod.intake.file.enabled", String.valueOf(files));
        system.setProperty("vod.status.enabled", String.valueOf(commands));
        try (CapturedLog log = CapturedLog.of(ReleaseWiring.class)) {
            ReleaseWiring.warnIfNobodyCanCancel(Settings.load(List.of(), Map.of(), system));

            assertThat(log.lines()).hasSize(warnings).allMatch(line -> line.startsWith("WARN "));
        }
    }
}
