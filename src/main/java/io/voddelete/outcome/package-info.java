/** Reports the outcome of each id: outcome endpoints, receipts and reports. */
@NullMarked
package io.voddelete.outcome;

import org.jspecify.annotations.NullMarked;
