/** Reads ids from files, requests and schedules, and accepts them. */
package io.voddelete.intake;
