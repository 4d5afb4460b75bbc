package io.voddelete.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A pause of the sender begins or ends. */
@Name("vod.Pause")
@Label("VOD Pause")
@Category("VOD delete")
@Description("A pause of the sender begins or ends")
@StackTrace(false)
final class PauseEvent extends Event {
    @Label("Cause")
    @Description("operator, stop-file, protection, replication, auth, account, request or unknown")
    private final String cause;

    @Label("Begins")
    @Description("False if it ends")
    private final boolean begins;

    private PauseEvent(String cause, boolean begins) {
        this.cause = cause;
        this.begins = begins;
    }

    static void write(String cause, boolean begins) {
        PauseEvent event = new PauseEvent(cause, begins);
        if (event.shouldCommit()) {
            event.commit();
        }
    }

    @Override
    public String toString() {
        return "vod.Pause " + cause + (begins ? " begins" : " ends");
    }
}
