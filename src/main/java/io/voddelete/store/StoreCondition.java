package io.voddelete.store;

import java.time.Instant;

/**
 * How the writing of a store goes.
 *
 * @param busySince when the transaction that is being written was begun; null if none is
 * @param fault why a transaction failed, if nothing was written since then; else null
 * @param end by what the writing has ended for good; null as long as it goes on
 */
public record StoreCondition(Instant busySince, String fault, Throwable end) {}
