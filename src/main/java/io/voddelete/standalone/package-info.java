/** The stand-alone program with its HTTP server. An embedder loads no class of this package. */
@NullMarked
package io.voddelete.standalone;

import org.jspecify.annotations.NullMarked;
