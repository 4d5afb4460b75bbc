package io.voddelete.protect;

/** What happens to an asset that a rule applies to. */
public enum GuardMode {
    /** The rule is switched off. */
    OFF,
    /** It is kept, for good. */
    KEEP,
    /** It waits until somebody approves it. */
    HOLD
}
