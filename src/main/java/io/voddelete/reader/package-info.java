/** Reads a list of asset ids in any format, in bounded memory. */
@NullMarked
package io.voddelete.reader;

import org.jspecify.annotations.NullMarked;
