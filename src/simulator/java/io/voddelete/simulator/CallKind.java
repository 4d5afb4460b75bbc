package io.voddelete.simulator;

/** The calls that the simulator serves. */
public enum CallKind {
    /** {@code DELETE /v1.0/{project_id}/asset}. */
    DELETE,
    /** {@code GET /v1.0/{project_id}/asset/info}. */
    INFO,
    /** IAM's {@code POST /v3/auth/tokens}. Fault rules apply to it only if they say so. */
    TOKEN
}
