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
 * Turns an {@code Error} in a step of our routes into the exception of its exchange. Camel catches only exceptions: after an
 * error it continues the exchange as if the step had succeeded, or loses the exchange with its content, and the error ends
 * the thread.
 *
 * @param routes whose steps are wrapped; those of a host are not changed
 */
record StepErrors(Set<String> routes) implements InterceptStrategy, Ordered {
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor next) {
        String route = ProcessorDefinitionHelper.getRouteId(step);
        // steps of a route configuration belong to no route; ours only call beans, whose errors Camel does catch
        return route != null && routes.contains(route) ? new Step(target) : target;
    }

    /** Outermost, also around interceptors of a host, since their errors would end our thread too. */
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

    /** Delays the end of a step until it has returned: it may still throw after it has called back. */
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
