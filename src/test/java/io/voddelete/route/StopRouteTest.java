package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import io.voddelete.settings.Setting;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StopRouteTest extends RouteKit {
    private StatusCaller caller;

    StopRouteTest() {
        super("operations/stop");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.STATUS_ENABLED.key(), "true");
        settings.setProperty(Setting.STATUS_TOKEN.key(), StatusCaller.TOKEN);
        settings.setProperty(Setting.GRACE_PERIOD.key(), "1h");
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void aSubmissionIsStoppedAndGoesOnHoweverOftenThatIsOrdered() throws Exception {
        String path = accepted();
        for (int times = 0; times < 2; times++) {
            assertThat(state(path + "/stop")).isEqualTo("stopped");
        }
        isProblem(caller.order(path + "/undo"), 409);
        for (int times = 0; times < 2; times++) {
            assertThat(state(path + "/go-on"))
                    .as("its grace period begins anew")
                    .isEqualTo("grace");
        }
        assertThat(rows("SELECT gate FROM submission")).containsExactly("GRACE");
    }

    @Test
    void inItsGracePeriodASubmissionIsUndone() throws Exception {
        String path = accepted();
        assertThat(rows("SELECT gate FROM submission")).containsExactly("GRACE");
        for (int times = 0; times < 2; times++) {
            assertThat(state(path + "/undo")).isEqualTo("cancelled");
        }
        isProblem(caller.order(path + "/go-on"), 409);
        isProblem(caller.order(path + "/stop"), 409);
    }

    @Test
    void withoutTheTokenNothingIsChanged() throws Exception {
        String path = accepted();
        for (String order : new String[] {"/stop", "/go-on", "/undo"}) {
            isProblem(caller.send("POST", path + order), 401);
        }
        assertThat(rows("SELECT gate FROM submission")).containsExactly("GRACE");
    }

    @Test
    void onlyAnApprovalNamesAPlan() throws Exception {
        String path = accepted();
        for (String order : new String[] {"/stop", "/go-on", "/undo"}) {
            assertThat(isProblem(caller.post(path + order, "{\"plan_sha256\":\"abc\"}", StatusCaller.TOKEN), 400))
                    .contains("plan_sha256");
        }
        assertThat(rows("SELECT gate FROM submission")).containsExactly("GRACE");
    }

    private String accepted() throws Exception {
        accept(ids(3));
        return "/vod/submissions/"
                + rows("SELECT submission_id FROM submission").get(0);
    }

    private String state(String order) {
        return json(caller.order(order)).get("state").textValue();
    }
}
