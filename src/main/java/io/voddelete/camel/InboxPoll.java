package io.voddelete.camel;

import io.voddelete.intake.Inbox;
import io.voddelete.support.RootCause;
import io.voddelete.support.ThrottledLog;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.slf4j.LoggerFactory;

/** Polls the inbox only if there is a file to read. */
final class InboxPoll extends DefaultPollingConsumerPollStrategy {
    private final Inbox inbox;
    private final WakeUp work;
    private final ThrottledLog faults;

    /** @param work begun when files may be read */
    InboxPoll(Inbox inbox, WakeUp work, TimeSource clock) {
        this.inbox = inbox;
        this.work = work;
        this.faults = new ThrottledLog(LoggerFactory.getLogger(Inbox.class), "checking the inbox", clock);
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        try {
            boolean found = work.hasBegun() && inbox.look();
            faults.worked();
            return found;
        } catch (IOException e) {
            faults.failed(RootCause.shown(e), "It is retried immediately");
            return false;
        }
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        inbox.polled();
    }
}
