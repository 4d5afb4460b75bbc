package io.voddelete.jfr;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One commit of the store, which waits for the disk. */
@Name("vod.Commit")
@Label("VOD Commit")
@Category("VOD delete")
@Description("One commit of the store, which waits for the disk")
@StackTrace(false)
final class CommitEvent extends Event implements FlightEvents.Commit {
    @Label("Rows")
    @Description("Changed rows")
    private long rows;

    @Label("Verb")
    @Description("What was done; several verbs if several pieces of work share the commit")
    private String verb = "";

    private CommitEvent() {}

    static FlightEvents.Commit begin(FlightEvents.Commit none) {
        CommitEvent event = new CommitEvent();
        if (!event.isEnabled()) {
            return none;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(long changed, Supplier<String> done) {
        end();
        if (shouldCommit()) {
            rows = changed;
            verb = done.get();
            commit();
        }
    }

    @Override
    public String toString() {
        return "vod.Commit " + verb + " of " + rows + " rows";
    }
}
