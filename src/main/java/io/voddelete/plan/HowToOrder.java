package io.voddelete.plan;

import io.voddelete.support.Text;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How people approve and cancel, as plans and the log say it.
 *
 * @param approve the folder of approvals; null if no folder is read, so that only HTTP is left
 */
public record HowToOrder(@Nullable String approve) {
    private static final String SUBMISSIONS = "/vod/submissions/";

    /** With plans that are moved to a folder, or by HTTP. */
    public static HowToOrder byFolder(Path inbox, Path approve) {
        boolean isUsual = approve.equals(inbox.resolve("approve"));
        return new HowToOrder(isUsual ? "approve/ of the inbox" : Text.visible(approve.toString()));
    }

    /** By HTTP alone. */
    public static HowToOrder byHttp() {
        return new HowToOrder(null);
    }

    /** The line of a plan, whose last line has its hash. */
    String inPlan(@Nullable String submissionId) {
        if (submissionId == null) {
            return "Only planned: nothing is accepted and nothing is deleted. To delete, "
                    + (approve == null ? "submit the list." : "drop the list into the inbox.");
        }
        return approve == null
                ? "To approve POST the plan_sha256 of the last line to " + SUBMISSIONS + submissionId
                        + "/approve, to cancel POST to " + SUBMISSIONS + submissionId + "/cancel."
                : "To approve move or copy this file into " + approve
                        + ", to cancel into cancel/ of the inbox. Do not change it.";
    }

    String inLog(String submissionId) {
        return (approve == null ? "" : "move or copy its plan from held/ of the inbox into " + approve + ", or ")
                + "POST " + SUBMISSIONS + submissionId + "/approve";
    }
}
