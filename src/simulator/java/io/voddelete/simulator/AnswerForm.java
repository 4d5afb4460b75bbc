package io.voddelete.simulator;

/** How a DELETE call tells that one of its ids cannot be deleted. The interface leaves it open, so both forms can be tried. */
public enum AnswerForm {
    /** The whole call is refused with an error code, and nothing is deleted. */
    CALL,
    /** The call is answered with 200; that id is FAILED, the others are DELETED. */
    ITEM
}
