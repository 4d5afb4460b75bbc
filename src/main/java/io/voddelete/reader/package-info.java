/** Reads a list of asset ids in any format, in bounded memory. */
package io.voddelete.reader;
