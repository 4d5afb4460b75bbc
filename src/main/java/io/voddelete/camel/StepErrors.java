package io.voddelete.camel;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Ordered;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * An {@code Error} at a step of our routes becomes the exception of its exchange. Camel catches exceptions only: after an
 * error it lets the exchange go on as if the step had done its work, or loses it with all that it holds, and the error ends
 * the thread.
 *
 * @param routes whose steps are looked after; those of a host are left as they are
 */
record StepErrors(Set<String> routes) implements InterceptStrategy, Ordered {
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor next) {
        String route = ProcessorDefinitionHelper.getRouteId(step);
        // steps of a route configuration are of none; ours only call beans, whose errors Camel does catch
        return route != null && routes.contains(route) ? new Step(target) : target;
    }

    /** Around all others, of a host too: what they throw ends our thread just as well. */
    @Override
    public int getOrder() {
        return HIGHEST;
    }

    private static final class Step extends DelegateAsyncProcessor {
        Step(Processor target) {
            super(target);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Ending ending = new Ending(callback);
            boolean sync;
            try {
                sync = super.process(exchange, ending);
            } catch (Error e) {
                ending.ignoreLater();
                exchange.setException(e);
                callback.done(true);
                return true;
            }
            ending.returned();
            return sync;
        }
    }

    /** Holds the end of a step back until the step has returned: it may still throw after it has said that it is done. */
    private static final class Ending implements AsyncCallback {
        private enum State {
            RUNNING,
            DONE,
            DONE_LATER,
            GIVEN
        }

        private final AsyncCallback callback;
        private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

        Ending(AsyncCallback callback) {
            this.callback = callback;
        }

        @Override
        public void done(boolean doneSync) {
            if (!state.compareAndSet(State.RUNNING, doneSync ? State.DONE : State.DONE_LATER)
                    && state.get() == State.GIVEN) {
                callback.done(doneSync);
            }
        }

        void returned() {
            State before = state.getAndSet(State.GIVEN);
            if (before != State.RUNNING) {
                callback.done(before == State.DONE);
            }
        }

        void ignoreLater() {
            state.set(State.DONE);
        }
    }
}
