package io.voddelete.camel;

import io.voddelete.sender.CallCredentialsProvider;
import io.voddelete.sender.RateLimiter;
import io.voddelete.vod.ServerClock;

/** The calls, as metrics and queries are about them. */
record WatchedCalls(
        RateLimiter deletes, RateLimiter infos, ServerClock serverClock, CallCredentialsProvider credentials) {}
