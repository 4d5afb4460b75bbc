package io.voddelete;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.pipeline.ClaimGroup;
import io.voddelete.vod.AkSkSigner;
import io.voddelete.vod.Credentials;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Makes the message the signed request of one VOD call. Comes right before the call: the signature holds for 15 minutes,
 * and what is signed is what is sent, byte for byte. No header that was there before goes out.
 */
final class SigningProcessor implements Processor {
    /** A VOD project under one pair of keys. */
    record Account(URI endpoint, String projectId, Credentials credentials) {}

    /** The request that was signed last, as an exchange property: for {@link #explainSigned}. */
    private static final String SIGNED = "CamelVodSigned";

    /** What was signed, when. */
    private record Signed(AkSkSigner.Request request, Credentials credentials, Instant at) {}

    private final Account account;
    private final InstantSource clock;
    private final String method;
    private final String path;
    private final Function<Object, String> commaSeparatedIds;

    private SigningProcessor(
            Account account, InstantSource clock, String method, String path, Function<Object, String> ids) {
        this.account = account;
        this.clock = clock;
        this.method = method;
        this.path = path;
        this.commaSeparatedIds = ids;
    }

    /** DeleteAssets for the {@link Batch} in the body. */
    static SigningProcessor delete(Account account, InstantSource clock) {
        return new SigningProcessor(
                account,
                clock,
                "DELETE",
                "/v1.0/" + account.projectId() + "/asset",
                body -> ((Batch) body).commaSeparated());
    }

    /** ShowAssetMeta for the {@link ClaimGroup} in the body. */
    static SigningProcessor info(Account account, InstantSource clock) {
        return new SigningProcessor(
                account,
                clock,
                "GET",
                "/v1.0/" + account.projectId() + "/asset/info",
                body -> ((ClaimGroup) body)
                        .assetIds().stream().map(AssetId::value).collect(Collectors.joining(",")));
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        List<Map.Entry<String, String>> query =
                List.of(Map.entry("asset_id", commaSeparatedIds.apply(message.getBody())));
        AkSkSigner.Request request =
                new AkSkSigner.Request(method, account.endpoint(), path, query, Map.of(), new byte[0]);
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, method);
        message.setHeader(Exchange.HTTP_PATH, AkSkSigner.canonicalPath(path));
        message.setHeader(Exchange.HTTP_QUERY, AkSkSigner.canonicalQuery(query));
        Instant now = clock.instant();
        AkSkSigner.sign(request, account.credentials(), now).forEach(message::setHeader);
        exchange.setProperty(SIGNED, new Signed(request, account.credentials(), now));
    }

    /** The canonical request of the call that was signed last, on one line without a secret; empty if there is none. */
    static String explainSigned(Exchange exchange) {
        Signed signed = exchange.getProperty(SIGNED, Signed.class);
        return signed == null
                ? ""
                : signed.credentials.redact(AkSkSigner.explain(signed.request, signed.credentials, signed.at));
    }
}
