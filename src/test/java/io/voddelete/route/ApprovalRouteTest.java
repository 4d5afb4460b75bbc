package io.voddelete.route;

import static io.voddelete.kit.StatusCaller.isProblem;
import static io.voddelete.kit.StatusCaller.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.voddelete.kit.RouteKit;
import io.voddelete.kit.StatusCaller;
import io.voddelete.settings.Setting;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalRouteTest extends RouteKit {
    private StatusCaller caller;

    ApprovalRouteTest() {
        super("operations/approval");
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.STATUS_ENABLED.key(), "true");
        settings.setProperty(Setting.STATUS_TOKEN.key(), StatusCaller.TOKEN);
        settings.setProperty(Setting.APPROVAL_REQUIRED.key(), "over-limit");
        settings.setProperty(Setting.LIMIT_SUBMISSION.key(), "1");
    }

    @BeforeEach
    void findUrl() {
        caller = new StatusCaller(url());
    }

    @Test
    void whatHasNoPlanYetCannotBeApprovedButCancelled() throws Exception {
        String path = hold();
        isProblem(caller.get(path + "/plan"), 404);
        assertThat(json(order(path + "/approve", "{\"plan_sha256\":\"x\"}"))
                        .get("reason")
                        .textValue())
                .isEqualTo("no-plan");
        assertThat(rows("SELECT gate FROM submission")).containsExactly("HELD");

        for (int times = 0; times < 2; times++) {
            JsonNode cancelled = json(order(path + "/cancel", "{\"reason\":\"CHG-4711\"}"));
            assertThat(cancelled.get("state").textValue()).isEqualTo("cancelled");
        }
        assertThat(rows("SELECT gate FROM submission")).containsExactly("CANCELLED");
    }

    @Test
    void aPlanIsReleasedByItsHashAndNoOther() throws Exception {
        String path = hold();
        change(
                "INSERT INTO plan (submission, sha256, text, json, made_at) VALUES (1, 'abc', 'the text', '{\"a\":1}', 1)");
        assertThat(caller.get(path + "/plan").body()).isEqualTo("{\"a\":1}");
        assertThat(caller.get(path + "/plan", "Accept", "text/plain").body()).isEqualTo("the text");

        isProblem(order(path + "/approve", "{\"plan_sha256\":\"abd\"}"), 409);
        isProblem(order(path + "/approve", "{\"plan_sha256\":1}"), 400);
        isProblem(order(path + "/approve", "{\"plan_sha256\":\"abc\",\"plan_sha256\":\"abd\"}"), 400);
        isProblem(order(path + "/approve", "{\"reason\":\"" + "x".repeat(201) + "\"}"), 400);
        isProblem(caller.send("POST", path + "/approve"), 401);
        assertThat(isProblem(order(path + "/cancel", "{\"plan_sha256\":\"abc\"}"), 400))
                .contains("plan_sha256");
        assertThat(rows("SELECT gate FROM submission")).containsExactly("HELD");
        assertThat(order(path + "/approve", "{\"plan_sha256\":\"abc\"}").statusCode())
                .isEqualTo(200);
        assertThat(rows("SELECT gate FROM submission")).containsExactly("RELEASED");
    }

    @Test
    void eachOrderOfWhoMayGiveItIsCountedOnceWhateverItIsRefusedFor() throws Exception {
        String path = hold();
        isProblem(order(path + "/approve", ""), 400);
        isProblem(order(path + "/approve", "{\"plan_sha256\":\"x\"}"), 409);
        isProblem(order("/vod/submissions/unknown/approve", "{\"plan_sha256\":\"x\"}"), 404);
        isProblem(order(path + "/cancel", "[]"), 400);
        isProblem(caller.send("POST", path + "/cancel"), 401);
        assertThat(order(path + "/cancel", "").statusCode()).isEqualTo(200);

        assertThat(rows("SELECT label, value FROM counter WHERE name = 'orders' AND value > 0 ORDER BY label"))
                .containsExactly("approve:refused 3", "cancel:done 1", "cancel:refused 1");
    }

    @Test
    void aListIsPlannedThoughNobodyCanBeAsked() {
        JsonNode plan = json(order("/vod/plans", "[\"" + String.join("\",\"", ids(3)) + "\"]"));

        assertThat(plan.get("ids").intValue()).isEqualTo(3);
        assertThat(plan.get("asked").intValue()).isZero();
        assertThat(plan.get("not_asked").textValue()).isNotBlank();
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
    }

    private String hold() throws Exception {
        accept(ids(3));
        List<String> held = rows("SELECT submission_id FROM submission");
        return "/vod/submissions/" + held.get(0);
    }

    private HttpResponse<String> order(String path, String body) {
        return caller.post(path, body, StatusCaller.TOKEN);
    }
}
