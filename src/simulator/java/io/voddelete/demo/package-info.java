/** Runs the module against the simulator with sample files: a first look without an account. */
@NullMarked
package io.voddelete.demo;

import org.jspecify.annotations.NullMarked;
