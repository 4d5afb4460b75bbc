package io.voddelete.simulator;

/** The calls that the simulator answers. */
public enum CallKind {
    /** {@code DELETE /v1.0/{project_id}/asset}. */
    DELETE,
    /** {@code GET /v1.0/{project_id}/asset/info}. */
    INFO,
    /** {@code POST /v3/auth/tokens}, of IAM. A fault is about it only if it says so. */
    TOKEN
}
