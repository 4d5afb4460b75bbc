/**
 * The words of the domain: an asset id, a claim on it, a batch, its result.
 *
 * <dl>
 *   <dt>submission
 *   <dd>A list of asset ids that came in together: a file, a request, or a run of a schedule. It is <i>sealed</i> when all
 *       of it is in the store; nothing is sent for it before.
 *   <dt>accepted
 *   <dd>Durably stored. An accepted id is <i>pending</i> until it is settled.
 *   <dt>duplicate
 *   <dd>An id that another line or submission has named before and that is not settled yet; it gets that one's outcome.
 *   <dt>rejected line
 *   <dd>A line that is no asset id; it is told to the rejected endpoint and never sent.
 *   <dt>claim
 *   <dd>The right to ask about an id and to delete it, held by one sender for the time of a <i>lease</i>.
 *   <dt>batch
 *   <dd>Up to ten claimed ids that one DELETE call takes.
 *   <dt>begin-call
 *   <dd>The commit before a call goes out: afterwards an unanswered call may have deleted its ids.
 *   <dt>evidence
 *   <dd>What is known about an id apart from the answer of the call itself, such as that it was there before.
 *   <dt>ambiguous
 *   <dd>Of an id whose call was not answered: it may be deleted or not, and is asked about before it is sent again.
 *   <dt>settled
 *   <dd>Final: DELETED or FAILED, with a reason. Settled once, never changed.
 *   <dt>outcome
 *   <dd>What a settled id is reported as, at least once, to the success or the failure endpoint.
 *   <dt>receipt, report
 *   <dd>Documents beside an accepted file: what was accepted of it; and, when its last id is settled, what became of each.
 *   <dt>notice
 *   <dd>What the sender of a list should know although the list was accepted.
 * </dl>
 */
@NullMarked
package io.voddelete.asset;

import org.jspecify.annotations.NullMarked;
