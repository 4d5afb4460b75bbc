package io.voddelete.route;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Claim.Known;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.settings.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;

/** The route files between the claims and the calls: the test takes the place of the calls. */
abstract class BatchKit extends RouteKit {
    static final Duration QUIET = Duration.ofMillis(300);
    static final int QUEUE = 2;

    final List<Batch> batches = new CopyOnWriteArrayList<>();
    final List<ClaimGroup> toAsk = new CopyOnWriteArrayList<>();

    BatchKit(String routeFile, String called) {
        super(routeFile, called);
    }

    @Override
    protected void configure(Properties settings) {
        settings.setProperty(Setting.BATCH_QUIET_PERIOD.key(), QUIET.toMillis() + "ms");
        settings.setProperty(Setting.CALL_CONCURRENCY.key(), String.valueOf(QUEUE));
        settings.setProperty(Setting.PREFLIGHT.key(), "false");
        settings.setProperty(Setting.SENDER_ENABLED.key(), "false");
    }

    @Override
    protected RouteBuilder neighbours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:vod-delete-batch?size=" + QUEUE)
                        .id("take-batches")
                        .autoStartup(false)
                        .process(exchange -> batches.add(exchange.getMessage().getBody(Batch.class)));
                from("seda:vod-ask-info?size=" + QUEUE)
                        .process(exchange -> toAsk.add(exchange.getMessage().getBody(ClaimGroup.class)));
            }
        };
    }

    void fill(ClaimGroup group) {
        template.sendBody("direct:vod-fill-batch", group);
    }

    void start(String route) throws Exception {
        context.getRouteController().startRoute(route);
    }

    int waitingBatches() {
        return context.getEndpoint("seda:vod-delete-batch?size=" + QUEUE, SedaEndpoint.class)
                .getExchanges()
                .size();
    }

    static ClaimGroup group(List<Claim> claims) {
        return new ClaimGroup(claims, false, Instant.now(), Instant.now().plusSeconds(60));
    }

    static List<Claim> claims(int from, int to, Known known) {
        return IntStream.range(from, to).mapToObj(i -> claim(i, known)).toList();
    }

    static Claim claim(int i, Known known) {
        return new Claim(i + 1L, 1, new AssetId(ids(i + 1).get(i)), 1, known);
    }
}
