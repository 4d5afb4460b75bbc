/** The stand-alone program with its HTTP server. An embedder loads no class of this package. */
package io.voddelete.standalone;
