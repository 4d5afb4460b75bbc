package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProtectionRouteTest extends RouteKit {
    private static final String TEAM = "made-up-token-of-a-team-that-sees-its-own";

    private StatusCaller caller;
    private Path one;
    private Path two;

    ProtectionRouteTest() {
        super("operations/protection");
    }

    @Override
    protected void configure(Properties settings) {
        one = directory.resolve("one.txt");
        two = directory.resolve("two.txt");
        try {
            Files.write(one, ids(3));
            Files.write(two, ids(4).subList(2, 4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.setProperty("vod.status.enabled", "true");
        settings.setProperty("vod.status.token", "ops:" + StatusCaller.TOKEN + ",team:" + TEAM);
        settings.setProperty("vod.callers.team.sees", "file:team-");
        settings.setProperty("vod.protect.files", one + "," + two);
        settings.setProperty("vod.protect.tags", "Legal-Hold, archive");
        settings.setProperty("vod.protect.categories", "Trailers");
        settings.setProperty("vod.protect.younger-than", "hold 30d");
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void whatProtectsIsToldWithItsCounts() {
        change("INSERT INTO counter VALUES ('guard-hits', 'tag', 7), ('guard-hits', 'hold', 1)");

        JsonNode protection = caller.ask("/vod/protection");

        assertThat(protection.get("files"))
                .hasToString("[{\"file\":\"" + one + "\",\"ids\":3},{\"file\":\"" + two + "\",\"ids\":2}]");
        assertThat(protection.get("tags")).hasToString("[\"archive\",\"legal-hold\"]");
        assertThat(protection.get("categories")).hasToString("[\"trailers\"]");
        assertThat(protection.get("younger")).hasToString("{\"seconds\":2592000,\"then\":\"hold\"}");
        assertThat(protection.get("published").textValue()).isEqualTo("off");
        assertThat(protection.get("asked").booleanValue()).isTrue();
        assertThat(protection.get("kept"))
                .hasToString("{\"file\":0,\"tag\":7,\"category\":0,\"age\":0,\"published\":0}");
    }

    @Test
    void aFileThatIsLostIsTold() throws Exception {
        Files.delete(one);

        JsonNode file = Awaitility.await()
                .atMost(SOON)
                .until(() -> caller.ask("/vod/protection").get("files").get(0), each -> each.has("problem"));

        assertThat(file.get("ids").intValue())
                .as("what it protected stays protected")
                .isEqualTo(3);
        assertThat(file.get("problem").get("text").textValue()).contains(one.toString());
        assertThat(file.get("problem").get("remedy").textValue()).isNotBlank();
        assertThat(file.get("problem").get("since").textValue()).endsWith("Z");
    }

    @Test
    void eachFileThatProtectsAnIdIsTold() {
        assertThat(caller.ask("/vod/protection/" + ids(1).get(0)).get("files")).hasToString("[\"" + one + "\"]");
        assertThat(caller.ask("/vod/protection/" + ids(3).get(2)).get("files"))
                .hasToString("[\"" + one + "\",\"" + two + "\"]");
        assertThat(caller.ask("/vod/protection/nothing-like-it"))
                .hasToString("{\"asset_id\":\"nothing-like-it\",\"files\":[]}");
        assertThat(isProblem(caller.get("/vod/protection/a%0Ab%22%3Cscript%3E"), 400))
                .contains("a\\u000ab");
        isProblem(caller.get("/vod/protection/" + "x".repeat(65)), 400);
    }

    @Test
    void whoDoesNotSeeAllIsToldNothingOfIt() {
        for (String path : List.of("/vod/protection", "/vod/protection/" + ids(1).get(0))) {
            isProblem(caller.get(path, "Authorization", "Bearer " + TEAM), 403);
            isProblem(caller.get(path, "Origin", "https://evil.example"), 401);
            isProblem(caller.get(path + "?q=x"), 400);
        }
    }
}
