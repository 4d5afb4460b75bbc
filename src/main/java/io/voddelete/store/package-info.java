/** The durable state of every id: when a method returns, what it says has happened and survives a crash. */
@NullMarked
package io.voddelete.store;

import org.jspecify.annotations.NullMarked;
