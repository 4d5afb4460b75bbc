package io.voddelete.store;

import io.voddelete.vod.PaceState;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The state of the sender that survives restarts: call rates and pauses. Thread-safe. */
public interface SenderState {
    /**
     * Changes the state of one rate atomically.
     *
     * @param change returns the new state for the old one, {@link PaceState#NEW} if there was none; may be called more than
     *     once
     * @return the new state
     */
    PaceState changePace(String pace, UnaryOperator<PaceState> change);

    /** Returns the state of one rate; {@link PaceState#NEW} if there is none. */
    PaceState pace(String pace);

    /** Stores why nothing is sent; replaces a stored pause. */
    void setPause(Pause pause);

    /** Deletes the stored pause; does nothing if there is none. */
    void endPause();

    /** Returns why nothing is sent; empty if there is no pause. */
    Optional<Pause> pause();

    /** Records the order and, in the same transaction, that the sender is paused from now on, unless an operator has paused it already. */
    void setOperatorPause(Order order);

    /** Records the order and, in the same transaction, deletes the pause by an operator, if there is one. */
    void endOperatorPause(Order order);

    /** Returns since when the sender has been paused by an operator; empty if it is not. */
    Optional<Instant> operatorPause();

    /**
     * Stores why no call may begin, apart from pauses, and records that as an event and in the count of pauses, all at once.
     *
     * @param cause the name of the event, a word of {@link Counter#PAUSES}; replaces a stored one
     */
    void setHalt(String cause, Order order);

    /** Deletes why no call may begin, and records that calls may begin again. */
    void endHalt(Order order);

    /** Returns why no call may begin, as this node stored it last; empty if calls may. */
    Optional<String> halt();

    /** Returns the name of another node that has a stop file, which stops all nodes; empty if none has. */
    Optional<String> stopElsewhere();

    /** Counts what happened to calls, with the next transaction. */
    void count(Counter counter, String label, long by);
}
