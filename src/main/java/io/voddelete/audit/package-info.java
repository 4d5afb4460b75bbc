/** What was ordered, approved and sent, in files whose every line is bound to the one before. */
@NullMarked
package io.voddelete.audit;

import org.jspecify.annotations.NullMarked;
