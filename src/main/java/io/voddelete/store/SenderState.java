package io.voddelete.store;

import io.voddelete.vod.PaceState;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the sender remembers over restarts: how fast it may call, and why it does not. Safe for use by many threads. */
public interface SenderState {
    /**
     * Changes the state of one pace; nobody else changes it meanwhile.
     *
     * @param change gives the new state for the old one, {@link PaceState#NEW} if there was none; may be called more than
     *     once
     * @return the new state
     */
    PaceState changePace(String pace, UnaryOperator<PaceState> change);

    /** The state of one pace; {@link PaceState#NEW} if there is none. */
    PaceState pace(String pace);

    /** Remembers why nothing is sent, in the place of what was remembered before. */
    void setPause(Pause pause);

    /** Forgets the pause; does nothing if there is none. */
    void endPause();

    /** Why nothing is sent; empty if no pause is remembered. */
    Optional<Pause> pause();

    /** Remembers that an operator lets nothing be sent from now on; does nothing if that is so already. */
    void setOperatorPause();

    /** Forgets the pause by an operator; does nothing if there is none. */
    void endOperatorPause();

    /** Since when an operator lets nothing be sent; empty if none does. */
    Optional<Instant> operatorPause();
}
