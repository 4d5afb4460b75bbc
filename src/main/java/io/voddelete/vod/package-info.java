/** The interface of VOD and IAM: signs calls, reads answers, classifies errors, and says how fast to call. */
package io.voddelete.vod;
