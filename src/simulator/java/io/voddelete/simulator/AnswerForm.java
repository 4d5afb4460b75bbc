package io.voddelete.simulator;

/** How a DELETE call reports an id that cannot be deleted. The API documentation leaves it open, so both can be simulated. */
public enum AnswerForm {
    /** The whole call is refused with an error code; nothing is deleted. */
    CALL,
    /** The status is 200; that id is FAILED, the others are DELETED. */
    ITEM
}
