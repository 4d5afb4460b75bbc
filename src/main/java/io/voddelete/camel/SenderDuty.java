package io.voddelete.camel;

import io.voddelete.store.Nodes;

/**
 * What one process does for all that use the store: it deletes, reports, makes plans and runs the schedule. It begins at the start
 * or, where others use the store too, when the one before has ended or cannot reach VOD.
 */
record SenderDuty(
        Nodes nodes,
        SenderWiring sender,
        Runnable beginSchedule,
        Signals signals,
        ReleaseWiring releases,
        ArchiveWiring archives)
        implements Nodes.Duty {
    @Override
    public void begin() {
        sender.others().beginSending();
        beginSchedule.run();
        NodeNotes.tellSending(nodes);
        signals.beginSending();
        releases.begin();
        archives.begin();
    }

    @Override
    public boolean isBetterElsewhere() {
        return sender.others().isBetterElsewhere();
    }

    @Override
    public void end() {
        NodeNotes.tellHandingOver();
        sender.others().endSending();
        signals.endSending();
        releases.end();
        archives.end();
    }

    @Override
    public void handedOver() {
        sender.others().handedOver();
        NodeNotes.tellHandedOver();
    }
}
