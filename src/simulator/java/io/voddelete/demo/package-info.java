/** Runs the module against the simulator with sample files: a first look without an account. */
package io.voddelete.demo;
