/** Reports the outcome of each id: outcome endpoints, receipts and reports. */
package io.voddelete.outcome;
