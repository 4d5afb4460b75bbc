package io.voddelete.plan;

/**
 * Why a list waits for an approval.
 *
 * @param code a machine-readable word, such as {@code over-limit}
 * @param text with the numbers and the setting, such as {@code 1840 ids are more than 1000 (vod.limit.submission)}
 */
record Hold(String code, String text) {}
