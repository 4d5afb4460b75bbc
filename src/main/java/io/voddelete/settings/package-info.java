/** Every setting once: where it may come from, which values it takes, and what it does. */
package io.voddelete.settings;
