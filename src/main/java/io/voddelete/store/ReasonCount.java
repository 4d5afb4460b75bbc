package io.voddelete.store;

/**
 * How many lines of a submission have an outcome. Duplicates are not counted.
 *
 * @param status FAILED, KEPT or {@link LineFilter#REJECTED}
 * @param reason a machine-readable word
 */
public record ReasonCount(String status, String reason, long lines) {}
