package io.voddelete.message;

import io.voddelete.kit.SampleIds;
import java.util.ArrayList;
import java.util.List;

/** Random ids as the bodies of messages, a few in each. */
record IdMessages(List<String> ids) {
    /** How many ids a message has. */
    static final int IDS = 5;

    static IdMessages random(long seed, int messages) {
        return new IdMessages(SampleIds.random(seed, messages * IDS));
    }

    /** The bodies of these messages, one id a line. */
    List<String> bodies(int from, int to) {
        List<String> bodies = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bodies.add(String.join("\n", ids.subList(i * IDS, (i + 1) * IDS)));
        }
        return bodies;
    }
}
