/** The module as a process of its own, with its HTTP server; an embedder never loads a class of it. */
package io.voddelete.standalone;
