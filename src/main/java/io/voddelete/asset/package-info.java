/**
 * The terms of the domain: an asset id, a claim on it, a batch, its result.
 *
 * <dl>
 *   <dt>submission
 *   <dd>A list of asset ids that arrived together: a file, a request, a message of a host's route, or a run of a
 *       schedule. It is <i>sealed</i> once all of it is in the store; nothing is sent before that.
 *   <dt>accepted
 *   <dd>Durably stored. An accepted id is <i>pending</i> until it is settled.
 *   <dt>duplicate
 *   <dd>An id that was accepted before and is pending or DELETED; it gets the outcome of that one.
 *   <dt>rejected line
 *   <dd>A line that is not an asset id; it is reported to the rejected endpoint and never sent.
 *   <dt>claim
 *   <dd>The right to query and delete an id, held by one sender for the duration of a <i>lease</i>.
 *   <dt>batch
 *   <dd>Up to ten claimed ids for one DELETE call.
 *   <dt>begin-call
 *   <dd>The commit before a call is sent; from then on, a call without a response may have deleted its ids.
 *   <dt>released, held
 *   <dd>Only ids of released submissions are sent. A submission over a limit is held until its plan is approved.
 *   <dt>evidence
 *   <dd>What earlier calls prove about an unsettled id, for instance that it may have been deleted.
 *   <dt>settled
 *   <dd>Final: DELETED, or FAILED or KEPT (on purpose not deleted) with a reason. Settled once, never changed.
 *   <dt>outcome
 *   <dd>The report of a settled id, delivered at least once to the endpoint of its status.
 *   <dt>receipt, report
 *   <dd>Documents beside an accepted file: what was accepted, and, once its last id is settled, the outcome of each id.
 *   <dt>notice
 *   <dd>A remark about an accepted list for whoever submitted it.
 * </dl>
 */
@NullMarked
package io.voddelete.asset;

import org.jspecify.annotations.NullMarked;
