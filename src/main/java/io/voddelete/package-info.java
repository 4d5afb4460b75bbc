/**
 * The door for embedders: {@link io.voddelete.VodDeleteRoutes} installs the module into a Camel context. Everything in the
 * packages below may change without notice, except {@code io.voddelete.message}.
 */
@NullMarked
package io.voddelete;

import org.jspecify.annotations.NullMarked;
