package io.voddelete.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Ids that were due are claimed. A look that finds none is no event. */
@Name("vod.Claim")
@Label("VOD Claim")
@Category("VOD delete")
@Description("Ids that were due are claimed for calls")
@StackTrace(false)
final class ClaimEvent extends Event implements FlightEvents.Claim {
    @Label("Ids")
    @Description("How many were claimed")
    private int ids;

    private ClaimEvent() {}

    static FlightEvents.Claim begin(FlightEvents.Claim none) {
        ClaimEvent event = new ClaimEvent();
        if (!event.isEnabled()) {
            return none;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(int claimed) {
        end();
        if (claimed > 0 && shouldCommit()) {
            ids = claimed;
            commit();
        }
    }

    @Override
    public String toString() {
        return "vod.Claim of " + ids + " ids";
    }
}
