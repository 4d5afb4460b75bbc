package io.voddelete.store;

import java.time.Instant;

/**
 * How the writing of a store goes.
 *
 * @param busySince when the transaction that is being written was begun; null if none is
 * @param fault why a transaction failed, if nothing was written since then; else null
 */
public record StoreCondition(Instant busySince, String fault) {}
