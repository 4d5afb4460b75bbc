package io.voddelete.outcome;

import io.voddelete.store.Events.Event;
import java.util.List;

/** Notices on their way to the endpoint, the oldest first. One thread uses it. */
public final class NoticeBatch {
    private final List<Event> events;
    private final List<EventNotice> notices;
    private int delivered;

    NoticeBatch(List<Event> events, boolean plans) {
        this.events = events;
        this.notices =
                events.stream().map(event -> EventNotice.of(event, plans)).toList();
    }

    public List<?> getNotices() {
        return notices;
    }

    /** The next notice has reached the endpoint. Returns its event. */
    Event delivered() {
        return events.get(delivered++);
    }

    /** Whether all of them have reached the endpoint. */
    boolean isDelivered() {
        return delivered == events.size();
    }
}
