package io.voddelete.vod;

import io.voddelete.vod.AkSkSigner.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests as VOD knows them and a few stranger ones, the same for the same seed. */
final class RandomRequests {

    private static final String HEX = "0123456789abcdef";
    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String TOKEN = LETTERS_AND_DIGITS + "+/=-_.~";
    // every ASCII character that a value may hold, and some of two, three and four bytes
    private static final String SPECIALS = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aZ09\tß媒资😀";
    // without those that end a path in the official request builder
    private static final String PATH_SPECIALS = " !\"$%&'()*+,-.:;<=>@[\\]^_`{|}~aZ09ß媒资😀";

    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    Credentials credentials() {
        return new Credentials(
                text(LETTERS_AND_DIGITS, 20, 20),
                text(LETTERS_AND_DIGITS, 40, 40),
                random.nextInt(3) == 0 ? text(TOKEN, 20, 600) : null);
    }

    Request request() {
        String project = "/v1.0/" + text(HEX, 32, 32);
        return switch (random.nextInt(6)) {
            case 0, 1 -> request("DELETE", project + "/asset", deleteQuery(), "");
            case 2 -> request("GET", project + "/asset/info", repeatedIds(), "");
            case 3 -> request("GET", project + "/asset/list", specialQuery(), "");
            case 4 -> request("POST", project + "/asset/status/publish", List.of(), text(SPECIALS, 1, 300));
            default -> request(random.nextBoolean() ? "GET" : "DELETE", specialPath(), specialQuery(), "");
        };
    }

    private Request request(String method, String path, List<Entry<String, String>> query, String body) {
        Map<String, String> headers = new HashMap<>();
        if (random.nextBoolean()) {
            headers.put("X-Project-Id", text(HEX, 32, 32));
        }
        if (random.nextBoolean()) {
            headers.put("Content-Type", "application/json");
        }
        if (random.nextInt(4) == 0) {
            headers.put("User-Agent", "vod delete/" + random.nextInt(10) + "; (test)");
        }
        if (random.nextInt(8) == 0) {
            headers.put("x_under_score", "unsigned");
        }
        return new Request(method, endpoint(), path, query, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private URI endpoint() {
        String scheme = random.nextBoolean() ? "https://" : "http://";
        String host = random.nextBoolean() ? "vod.cn-north-4.myhuaweicloud.com" : "127.0.0.1";
        String port = switch (random.nextInt(4)) {
            case 0 -> ":443";
            case 1 -> ":" + (1 + random.nextInt(65_535));
            default -> "";
        };
        return URI.create(scheme + host + port);
    }

    private List<Entry<String, String>> deleteQuery() {
        String ids = ids().collect(Collectors.joining(","));
        return random.nextBoolean()
                ? List.of(Map.entry("asset_id", ids))
                : List.of(Map.entry("delete_type", "origin"), Map.entry("asset_id", ids));
    }

    /** In ascending order: the official signer keeps the order of equal names, ours sorts them. */
    private List<Entry<String, String>> repeatedIds() {
        return ids().sorted().map(id -> Map.entry("asset_id", id)).toList();
    }

    private Stream<String> ids() {
        return list(1 + random.nextInt(10), () -> text(HEX, 32, 32)).stream();
    }

    private List<Entry<String, String>> specialQuery() {
        List<Entry<String, String>> query = new ArrayList<>();
        for (String name : List.of("b", "F", "query_string", "_x", "tags", "a-1", "a.1", "~")) {
            if (random.nextBoolean()) {
                query.add(Map.entry(name, text(SPECIALS, 0, 40)));
            }
        }
        return query;
    }

    private String specialPath() {
        String path = list(random.nextInt(4), () -> "/" + text(PATH_SPECIALS, 0, 8) + "x").stream()
                .collect(Collectors.joining());
        return path + (path.isEmpty() || random.nextBoolean() ? "/" : "");
    }

    private String text(String alphabet, int shortest, int longest) {
        int[] characters = alphabet.codePoints().toArray();
        return random.ints(shortest + random.nextInt(longest - shortest + 1), 0, characters.length)
                .map(i -> characters[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static <T> List<T> list(int size, Supplier<T> source) {
        return Stream.generate(source).limit(size).toList();
    }
}
