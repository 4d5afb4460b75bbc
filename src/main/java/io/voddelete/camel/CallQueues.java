package io.voddelete.camel;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.BlockingQueueFactory;

/** Creates the queues between the routes that prepare calls and the threads that make them. Thread-safe. */
final class CallQueues implements BlockingQueueFactory<Exchange> {
    private final List<CallQueue> queues = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    /** Routes name a size; there are no queues without one. */
    @Override
    public BlockingQueue<Exchange> create() {
        return create(1);
    }

    @Override
    public BlockingQueue<Exchange> create(int size) {
        CallQueue queue = new CallQueue(size);
        queues.add(queue);
        if (stopped) {
            queue.stop();
        }
        return queue;
    }

    /** Lets all threads that wait go on, so that they see the stop. */
    void stop() {
        stopped = true;
        queues.forEach(CallQueue::stop);
    }
}
