/** Every setting once: where it may come from, which values it takes, and what it does. */
@NullMarked
package io.voddelete.settings;

import org.jspecify.annotations.NullMarked;
