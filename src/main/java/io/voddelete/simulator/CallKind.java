package io.voddelete.simulator;

/** The two calls that the simulator answers. */
public enum CallKind {
    /** {@code DELETE /v1.0/{project_id}/asset}. */
    DELETE,
    /** {@code GET /v1.0/{project_id}/asset/info}. */
    INFO
}
