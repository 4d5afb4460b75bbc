/**
 * What a route of a host application gets from {@code direct:vod-delete}: the submission that its message became, or the
 * reason why there is none. Part of the public interface, like {@link io.voddelete.VodDeleteRoutes}.
 */
@NullMarked
package io.voddelete.message;

import org.jspecify.annotations.NullMarked;
