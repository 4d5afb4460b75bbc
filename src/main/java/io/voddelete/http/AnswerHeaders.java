package io.voddelete.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * What every answer says to browsers and caches: it holds text of others, so it is nothing to be shown as a page, to be
 * guessed at, or to be kept.
 */
final class AnswerHeaders {
    static final String DISPOSITION = "Content-Disposition";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff", "Cache-Control", "no-store", DISPOSITION, download("answer.json"));

    private AnswerHeaders() {}

    /** The headers with those of every answer, unless they say something else. */
    static Map<String, String> with(Map<String, String> own) {
        Map<String, String> all = new TreeMap<>(ALWAYS);
        all.putAll(own);
        return Map.copyOf(all);
    }

    /** @param name fixed by us: without one a browser would take it from the path, which a stranger may have chosen */
    static String download(String name) {
        return "attachment; filename=\"" + name + "\"";
    }
}
