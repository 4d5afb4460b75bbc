/** The interface of VOD and IAM: signs calls, reads answers, classifies errors, and says how fast to call. */
@NullMarked
package io.voddelete.vod;

import org.jspecify.annotations.NullMarked;
