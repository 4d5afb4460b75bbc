package io.voddelete.jfr;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One call to VOD or IAM, from its signature to the whole response. */
@Name("vod.Call")
@Label("VOD Call")
@Category("VOD delete")
@Description("One call to VOD or IAM, from its signature to the whole response")
@StackTrace(false)
final class CallEvent extends Event implements FlightEvents.Call {
    @Label("Kind")
    @Description("delete, info or token")
    private final String kind;

    @Label("Ids")
    @Description("How many ids it names")
    private final int ids;

    @Label("Status")
    @Description("HTTP status; 0 if there was no response")
    private int status;

    @Label("Class")
    @Description("ok, io if there was no response, or the class of the error")
    private String result = "";

    private CallEvent(String kind, int ids) {
        this.kind = kind;
        this.ids = ids;
    }

    static FlightEvents.Call begin(String kind, int ids, FlightEvents.Call none) {
        CallEvent event = new CallEvent(kind, ids);
        if (!event.isEnabled()) {
            return none;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(int ofResponse, Supplier<String> ofCall) {
        end();
        if (shouldCommit()) {
            status = ofResponse;
            result = ofCall.get();
            commit();
        }
    }

    @Override
    public String toString() {
        return "vod.Call " + kind + " of " + ids + " ids: " + status + " " + result;
    }
}
