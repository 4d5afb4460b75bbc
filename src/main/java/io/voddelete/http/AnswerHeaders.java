package io.voddelete.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * The headers of every response for browsers and caches: a response contains foreign text, so it must not be shown as a
 * page, have its type guessed, or be stored.
 */
final class AnswerHeaders {
    static final String DISPOSITION = "Content-Disposition";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff", "Cache-Control", "no-store", DISPOSITION, download("answer.json"));

    private AnswerHeaders() {}

    /** Adds the headers of every response, except those that are set already. */
    static Map<String, String> with(Map<String, String> own) {
        Map<String, String> all = new TreeMap<>(ALWAYS);
        all.putAll(own);
        return Map.copyOf(all);
    }

    /** @param name a fixed name: without one, a browser would derive it from the path, which an attacker may have chosen */
    static String download(String name) {
        return "attachment; filename=\"" + name + "\"";
    }
}
