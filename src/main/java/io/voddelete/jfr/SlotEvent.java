package io.voddelete.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The wait of a call for its slot; its duration is the wait. */
@Name("vod.Slot")
@Label("VOD Slot")
@Category("VOD delete")
@Description("The wait of a call for its slot; the duration is the wait")
@StackTrace(false)
final class SlotEvent extends Event implements FlightEvents.Slot {
    @Label("Kind")
    @Description("delete or info")
    private final String kind;

    @Label("Ids")
    @Description("How many ids wait for it")
    private final int ids;

    @Label("Granted")
    @Description("False if the call gave up: a stop, a pause, or a slot that is too far away")
    private boolean granted;

    private SlotEvent(String kind, int ids) {
        this.kind = kind;
        this.ids = ids;
    }

    static FlightEvents.Slot begin(String kind, int ids, FlightEvents.Slot none) {
        SlotEvent event = new SlotEvent(kind, ids);
        if (!event.isEnabled()) {
            return none;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(boolean isGranted) {
        end();
        if (shouldCommit()) {
            granted = isGranted;
            commit();
        }
    }

    @Override
    public String toString() {
        return "vod.Slot " + kind + " for " + ids + " ids: " + granted;
    }
}
