package io.voddelete.plan;

/**
 * Carries out orders. Of several orders about one plan exactly one is done, also if they come at the same instant; the others are
 * told which.
 */
@FunctionalInterface
interface Decisions {
    /** Carries out an order; when it returns, the result is durable. */
    Decision decide(FolderOrder order);
}
