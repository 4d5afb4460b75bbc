package io.voddelete.kit;

import io.voddelete.store.Events;
import io.voddelete.store.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events in memory. */
public final class RecordedEvents implements Events {
    private int failures;
    private final List<Event> all = new ArrayList<>();

    @Override
    public String source() {
        return "store";
    }

    @Override
    public List<Event> next(int most) {
        return List.copyOf(all);
    }

    /** Returns how many tries to deliver failed. */
    public int failures() {
        return failures;
    }

    @Override
    public void countFailure() {
        failures++;
    }

    @Override
    public void remove(List<Event> delivered) {
        all.removeAll(delivered);
    }

    @Override
    public void record(String name, Order order) {
        all.add(new Event(all.size() + 1, name, null, Instant.EPOCH, order.who(), order.reason()));
    }
}
