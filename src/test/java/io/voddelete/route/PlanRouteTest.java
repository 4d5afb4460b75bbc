package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voddelete.kit.RouteKit;
import io.voddelete.settings.Setting;
import io.voddelete.vod.InfoResponse;
import io.voddelete.vod.VodResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class PlanRouteTest extends RouteKit {
    PlanRouteTest() {
        super("release/plan");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.APPROVAL_REQUIRED.key(), "over-limit");
        settings.setProperty(Setting.LIMIT_SUBMISSION.key(), "1");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-ask-for-plan")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> exchange.getMessage()
                                .setBody(InfoResponse.read(VodResponse.of(
                                        200, "{\"asset_info_array\":[]}".getBytes(StandardCharsets.UTF_8), null))));
            }
        };
    }

    @Test
    void aHeldListGetsAPlanAndIsReleasedByIt() throws Exception {
        accept(ids(3));
        Path plan = awaitPlan("held");
        assertThat(Files.readString(plan)).contains("      3 ids: 0 living, 0 not found, 0 gone already, 3 not told");
        assertThat(rows("SELECT gate FROM submission")).containsExactly("HELD");

        Files.move(plan, path(Setting.APPROVAL_FOLDER).resolve(plan.getFileName()));

        await().atMost(SOON).until(() -> rows("SELECT gate FROM submission").equals(List.of("RELEASED")));
        assertThat(awaitPlan("done").getFileName()).isEqualTo(plan.getFileName());
    }

    @Test
    void aListInPlanIsPlannedAndNotAccepted() throws Exception {
        Path folder =
                Files.createDirectories(path(Setting.INTAKE_FILE_DIRECTORY).resolve("plan"));
        Files.write(folder.resolve("list.txt"), ids(3));

        await().atMost(SOON).until(() -> Files.exists(folder.resolve("done").resolve("list.txt")));
        assertThat(folder.resolve("done").resolve("list.txt.plan.txt")).isRegularFile();
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    @Test
    void whileTheStoreFailsThePlanWaits() throws Exception {
        change("ALTER TABLE plan RENAME TO elsewhere");
        accept(ids(3));
        await().atMost(SOON).until(() -> timesTaken("vod-write-next-plan") > 1);
        change("ALTER TABLE elsewhere RENAME TO plan");

        assertThat(awaitPlan("held")).isRegularFile();
    }

    private Path awaitPlan(String folder) throws IOException {
        Path where = path(Setting.INTAKE_FILE_DIRECTORY).resolve(folder);
        await().atMost(SOON)
                .until(() -> Files.isDirectory(where) && !plans(where).isEmpty());
        return plans(where).get(0);
    }

    private static List<Path> plans(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".plan.txt")).toList();
        }
    }
}
