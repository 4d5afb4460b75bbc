package io.voddelete.camel;

import io.voddelete.protect.Guards;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.Nodes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Halts sending while the database confirms commits before a standby has them, or warns of it: see {@code vod.store.replication}. */
final class ReplicationGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationGuard.class);
    private static final String LOST =
            "PostgreSQL confirms commits before a standby has them: synchronous_standby_names is empty, or max_wal_senders is 0";

    private final boolean isRequired;
    private final Guards guards;
    /** Null before the first look if the start has told of it; it has not if that would have refused to start. */
    private @Nullable Boolean wasReplicated;

    ReplicationGuard(Settings settings, Guards guards) {
        this.isRequired = settings.text(Setting.STORE_REPLICATION).equals("required");
        this.guards = guards;
        this.wasReplicated = isRequired ? true : null;
    }

    /** From now on each call asks. */
    void begin(Nodes nodes) {
        if (isRequired) {
            guards.require(new Guards.Replication(nodes::unreplicatedSince, nodes::perhapsUnreplicatedSince));
        }
    }

    /** Used by one thread. */
    void look(Nodes nodes) {
        boolean isReplicated = nodes.unreplicatedSince().isEmpty();
        if (wasReplicated != null && wasReplicated != isReplicated) {
            tell(isReplicated);
        }
        wasReplicated = isReplicated;
    }

    private void tell(boolean isReplicated) {
        if (isReplicated) {
            LOG.info("PostgreSQL waits for a standby again with each commit");
        } else if (isRequired) {
            LOG.error(
                    "{}, which vod.store.replication=required forbids. No DELETE call begins until it is set again",
                    LOST);
        } else {
            LOG.warn("{}. A failover may lose lists that were accepted, and orders. Set it again", LOST);
        }
    }
}
