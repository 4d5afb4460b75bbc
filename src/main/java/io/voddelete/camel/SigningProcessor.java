package io.voddelete.camel;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.sender.Question;
import io.voddelete.vod.AkSkSigner;
import io.voddelete.vod.CallCredentials;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;
import org.jspecify.annotations.Nullable;

/**
 * Turns the message into the request of one VOD call, signed by keys or with a token. Must come right before the call: a
 * signature is valid for 15 minutes, and exactly what is signed must be sent. No earlier headers are sent.
 */
final class SigningProcessor implements Processor {
    /** A VOD project and the credentials for its next call; each call asks once. */
    record Account(URI endpoint, String projectId, Supplier<CallCredentials> passes) {}

    /** The last request, as an exchange property, for {@link #lastPass} and {@link #explainSigned}. */
    private static final String SIGNED = "CamelVodSigned";

    /** A signed request and its time. */
    private record Signed(AkSkSigner.Request request, CallCredentials pass, Instant at) {
        @Override
        public String toString() {
            return "Signed[" + at + "]"; // Camel may log exchange properties
        }
    }

    private final Account account;
    private final InstantSource clock;
    private final String method;
    private final String path;
    private final Function<Object, String> commaSeparatedIds;
    private final ObservedCalls observed;

    private SigningProcessor(
            Account account,
            InstantSource clock,
            String method,
            String path,
            Function<Object, String> ids,
            ObservedCalls observed) {
        this.account = account;
        this.clock = clock;
        this.method = method;
        this.path = path;
        this.commaSeparatedIds = ids;
        this.observed = observed;
    }

    /** DeleteAssets for the {@link Batch} in the body. */
    static SigningProcessor delete(Account account, InstantSource clock, ObservedCalls observed) {
        return new SigningProcessor(
                account,
                clock,
                "DELETE",
                "/v1.0/" + account.projectId() + "/asset",
                SigningProcessor::begunIds,
                observed);
    }

    /** Fails for a batch whose call was not begun: that its ids may be deleted is not written down. */
    private static String begunIds(Object body) {
        Batch batch = (Batch) body;
        if (!batch.isSent()) {
            throw new IllegalStateException(
                    "Cannot sign a DELETE call that was not begun: " + batch
                            + ". In a changed copy of pipeline/delete.camel.yaml, set the body to the batch that waitForSlot returned");
        }
        return batch.commaSeparated();
    }

    /** ShowAssetMeta for the {@link ClaimGroup} or the {@link Question} in the body. */
    static SigningProcessor info(Account account, InstantSource clock, ObservedCalls observed) {
        return new SigningProcessor(
                account,
                clock,
                "GET",
                "/v1.0/" + account.projectId() + "/asset/info",
                body -> (body instanceof Question question ? question.assetIds() : ((ClaimGroup) body).assetIds())
                        .stream().map(AssetId::value).collect(Collectors.joining(",")),
                observed);
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        List<Map.Entry<String, String>> query =
                List.of(Map.entry("asset_id", commaSeparatedIds.apply(message.getBody())));
        AkSkSigner.Request request =
                new AkSkSigner.Request(method, account.endpoint(), path, query, Map.of(), new byte[0]);
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(method)); // a text would be converted for each call
        message.setHeader(Exchange.HTTP_PATH, AkSkSigner.canonicalPath(path));
        message.setHeader(Exchange.HTTP_QUERY, AkSkSigner.canonicalQuery(query));
        Instant now = clock.instant();
        CallCredentials pass = account.passes().get();
        pass.headers(request, now).forEach(message::setHeader);
        exchange.setProperty(SIGNED, new Signed(request, pass, now));
        observed.begin(exchange, path);
    }

    /** The credentials of the last call; null if there is none. */
    static @Nullable CallCredentials lastPass(Exchange exchange) {
        Signed signed = exchange.getProperty(SIGNED, Signed.class);
        return signed == null ? null : signed.pass;
    }

    /** The canonical request of the last signed call, on one line without secrets; empty if there is none. */
    static String explainSigned(Exchange exchange) {
        Signed signed = exchange.getProperty(SIGNED, Signed.class);
        return signed == null ? "" : signed.pass.explain(signed.request, signed.at);
    }
}
