package io.voddelete.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the tests expect answers to look like. */
final class Answers {
    private Answers() {}

    /** The body that tells this of each id; an item is {@code id=STATUS}. */
    static String deleteResults(String... items) {
        String results = Arrays.stream(items)
                .map(item -> item.split("="))
                .map(item -> "{\"asset_id\":\"" + item[0] + "\",\"status\":\"" + item[1] + "\"}")
                .collect(Collectors.joining(","));
        return "{\"delete_result_array\":[" + results + "]}";
    }

    /** The status that an info answer gives the only id in it. */
    static String onlyStatus(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"total\":1}");
        return answer.body().replaceAll(".*\"status\":\"(\\w+)\".*", "$1");
    }

    static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .matches("\\{\"error_code\":\"" + code + "\",\"error_msg\":\".+\",\"request_id\":\"[0-9a-f]{32}\"}");
    }
}
