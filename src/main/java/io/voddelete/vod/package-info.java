/** The API of VOD and IAM: signs calls, parses responses, classifies errors and adapts the rate. */
@NullMarked
package io.voddelete.vod;

import org.jspecify.annotations.NullMarked;
