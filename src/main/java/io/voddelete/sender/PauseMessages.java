package io.voddelete.sender;

import io.voddelete.asset.AssetId;
import io.voddelete.store.Pause;
import io.voddelete.support.LogEvent;
import io.voddelete.support.Times;
import io.voddelete.vod.VodError;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The messages about pauses: what to do, and what happens next. */
final class PauseMessages {
    private static final Logger LOG = LoggerFactory.getLogger(SendingPause.class);
    private static final String OTHER_PROJECT = "VOD.10057";
    private static final String OTHER_REGION = "APIGW.0307";

    private PauseMessages() {}

    /**
     * What to do about refused credentials.
     *
     * @param info whether the call was {@code asset/info} rather than DELETE
     * @param token whether calls authenticate with a token
     */
    static String of(VodError error, boolean info, boolean token) {
        if (OTHER_PROJECT.equals(error.code())) {
            return "check vod.project-id: these credentials belong to another project";
        }
        String permission = info ? "vod:asset:getInfo" : "vod:asset:delete";
        if (!token) {
            return "check vod.access-key, vod.secret-key and the key's permission " + permission;
        }
        return OTHER_REGION.equals(error.code())
                ? "check that vod.endpoint, vod.iam.endpoint and vod.project-id belong to one region: a new token was refused too"
                : "check that vod.iam.user has the permission " + permission + " in the project vod.project-id";
    }

    /** What to do about the same refusal of two ids. */
    static String ofTwo(AssetId first, AssetId second) {
        return "check vod.endpoint and vod.project-id, or what is special about the ids " + first + " and " + second
                + ", and look up the code";
    }

    /** The error and what to do about it, for an event. */
    static String reason(Pause pause) {
        return pause.error() + ". What to do: " + pause.remedy();
    }

    /** @param request see {@link VodError#request} */
    static void sayBegins(Pause pause, String request) {
        long minutes = Duration.between(pause.since(), pause.until()).toMinutes();
        LogEvent.refused(LOG, Level.ERROR, "sender-paused", pause.code())
                .log(
                        "Sending is paused: {}{}. No id is marked FAILED; {}. What to do: {}",
                        pause.error(),
                        request,
                        nextTry(pause, "in " + minutes + " minutes, "),
                        pause.remedy());
    }

    /** Logs that a pause continues after a restart. */
    static void sayGoesOn(Pause pause) {
        LogEvent.refused(LOG, Level.WARN, "sender-paused", pause.code())
                .log(
                        "Sending is paused since {}: {}. No id is marked FAILED; {}. What to do: {}",
                        Times.text(pause.since()),
                        pause.error(),
                        nextTry(pause, ""),
                        pause.remedy());
    }

    /** @param in a text before the time */
    private static String nextTry(Pause pause, String in) {
        return pause.triesAgain()
                ? "the next attempt is " + in + "at " + Times.text(pause.until())
                : "IAM is not asked again with this password unless an operator resumes, since wrong passwords lock the user";
    }
}
