package io.voddelete.store;

import io.voddelete.audit.AuditChain;
import org.jspecify.annotations.Nullable;

/**
 * What a store checks and records beyond its own tables.
 *
 * @param policy decides which submissions are held
 * @param audit receives orders, approvals and calls before they take effect; null for none. The store opens and closes it
 * @param missingIsSuccess whether outcomes of missing assets are reported to the success endpoint
 * @param archive when submissions are moved into archive files; null if there are none
 * @param isRestored whether the operator says that the store was put back from a backup
 */
public record StoreRules(
        ReleasePolicy policy,
        @Nullable AuditChain audit,
        boolean missingIsSuccess,
        @Nullable ArchiveRule archive,
        boolean isRestored) {
    /** Holds nothing and audits nothing. */
    public static final StoreRules NONE = new StoreRules(ReleasePolicy.NONE, null);

    /** Without archive files; outcomes of missing assets are reported to the failure endpoint. */
    public StoreRules(ReleasePolicy policy, @Nullable AuditChain audit) {
        this(policy, audit, false, null, false);
    }
}
