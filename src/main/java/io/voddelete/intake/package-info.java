/** The doors through which ids come in, files, requests and schedules, and the acceptance behind them. */
package io.voddelete.intake;
