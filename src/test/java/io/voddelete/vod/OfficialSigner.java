package io.voddelete.vod;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import io.voddelete.vod.AkSkSigner.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The signer of the official Java SDK, the oracle of our tests. */
final class OfficialSigner {

    private OfficialSigner() {}

    /** The {@code Authorization} it gives to the request; repeated parameters keep the order they are given in. */
    static String authorization(Request request, Credentials credentials, String date) {
        HttpRequest.HttpRequestBuilder builder = HttpRequest.newBuilder()
                .withMethod(HttpMethod.valueOf(request.method()))
                .withEndpoint(request.endpoint().toString())
                .withPath(request.path())
                .addHeader("X-Sdk-Date", date);
        Map<String, List<String>> query = new LinkedHashMap<>();
        request.query()
                .forEach(p -> query.computeIfAbsent(p.getKey(), name -> new ArrayList<>())
                        .add(p.getValue()));
        query.forEach(builder::addQueryParam);
        request.headers().forEach(builder::addHeader);
        if (credentials.isTemporary()) {
            builder.addHeader("X-Security-Token", credentials.sessionToken());
        }
        if (request.body().length > 0) {
            builder.withBodyAsString(new String(request.body(), StandardCharsets.UTF_8));
        }
        return AKSKSigner.getInstance()
                .sign(
                        builder.build(),
                        new BasicCredentials().withAk(credentials.accessKey()).withSk(credentials.secretKey()))
                .get("Authorization");
    }
}
