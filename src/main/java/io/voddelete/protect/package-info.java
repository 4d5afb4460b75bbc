/** Says what must not be deleted, and when nothing may be: protected assets, files of protected ids, and the stop file. */
@NullMarked
package io.voddelete.protect;

import org.jspecify.annotations.NullMarked;
