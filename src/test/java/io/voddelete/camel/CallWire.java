package io.voddelete.camel;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.kit.SettableClock;
import io.voddelete.trace.Traces;
import io.voddelete.vod.CallCredentials;
import io.voddelete.vod.Credentials;
import io.voddelete.vod.SignatureMismatch;
import io.voddelete.vod.VodResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** The route of one call, alone, towards some endpoint: signed requests go in, answers come out. */
public final class CallWire implements AutoCloseable {
    /** Nobody watches the calls. */
    static final ObservedCalls UNOBSERVED = new ObservedCalls(new Traces(false), null, URI.create("http://127.0.0.1"));

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final String PROJECT = "0123456789abcdef0123456789abcdef";
    public static final String ACCESS_KEY = "MADEUPACCESSKEY00001";
    public static final String SECRET_KEY = "made-up-secret-key-of-a-test-0000000001";

    private final CamelContext context = new DefaultCamelContext();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    /** What was told of signatures that were refused. */
    final List<SignatureMismatch> mismatches = new CopyOnWriteArrayList<>();

    private final ProducerTemplate template;
    private final SigningProcessor sign;

    CallWire(URI endpoint, Duration timeout) throws Exception {
        this(endpoint, timeout, new Credentials(ACCESS_KEY, SECRET_KEY));
    }

    public CallWire(URI endpoint, Duration timeout, CallCredentials pass) throws Exception {
        this(endpoint, timeout, pass, CallWire::asConfigured, each -> {});
    }

    /** Calls that reach the proxy whatever the endpoint is. */
    static CallWire throughProxy(URI proxy, URI endpoint) throws Exception {
        return asTheHostHasConfigured(endpoint, each -> {
            HttpComponent http = each.getComponent("http", HttpComponent.class);
            http.setProxyHost(proxy.getHost());
            http.setProxyPort(proxy.getPort());
        });
    }

    /** Calls by the host's own HTTP component, as those of a schedule are. */
    static CallWire asTheHostHasConfigured(URI endpoint, Consumer<CamelContext> setUp) throws Exception {
        return new CallWire(
                endpoint,
                Duration.ofSeconds(5),
                new Credentials(ACCESS_KEY, SECRET_KEY),
                CallWire::asConfigured,
                setUp,
                CallWire::endpointOfHost);
    }

    private static HttpEndpoint endpointOfHost(CamelContext context, URI address, CallDeadline deadline) {
        HttpEndpoint endpoint = context.getEndpoint(address.toString(), HttpEndpoint.class);
        endpoint.setHttpActivityListener(deadline);
        endpoint.setHttpClientConfigurer(
                CompositeHttpConfigurer.combineConfigurers(endpoint.getHttpClientConfigurer(), deadline));
        endpoint.setThrowExceptionOnFailure(false);
        endpoint.setCopyHeaders(false);
        endpoint.setDisableStreamCache(true);
        return endpoint;
    }

    /** Makes the endpoint of the calls. */
    private interface Endpoints {
        HttpEndpoint endpoint(CamelContext context, URI address, CallDeadline deadline);
    }

    static CallPath asConfigured(CertificateFaults certificates) {
        return CallPath.asConfigured(certificates, new SettableClock(NOW));
    }

    /**
     * Calls by another path.
     *
     * @param setUp the context, before the route is loaded
     */
    CallWire(
            URI endpoint,
            Duration timeout,
            CallCredentials pass,
            Function<CertificateFaults, CallPath> path,
            Consumer<CamelContext> setUp)
            throws Exception {
        this(
                endpoint,
                timeout,
                pass,
                path,
                setUp,
                (context, address, deadline) -> new CallEndpoints(context).endpoint(address, deadline));
    }

    private CallWire(
            URI endpoint,
            Duration timeout,
            CallCredentials pass,
            Function<CertificateFaults, CallPath> path,
            Consumer<CamelContext> setUp,
            Endpoints endpoints)
            throws Exception {
        sign = SigningProcessor.delete(
                new SigningProcessor.Account(endpoint, PROJECT, () -> pass), InstantSource.fixed(NOW), UNOBSERVED);
        context.getRegistry().bind("vodOwnMessagesOnly", new OwnMessagesOnly());
        CertificateFaults certificates = new CertificateFaults(timer, new SettableClock(NOW));
        CallDeadline deadline = new CallDeadline(
                timeout, timer, InstantSource.fixed(NOW), path.apply(certificates), CallConnections.ofHost(context));
        context.getRegistry().bind("vodReadAnswer", new ResponseProcessor(InstantSource.fixed(NOW), mismatches::add));
        context.getRegistry().bind("vodReadFault", (Processor) ResponseProcessor::readFault);
        setUp.accept(context);
        context.getRegistry().bind(CallEndpoints.VOD, endpoints.endpoint(context, endpoint, deadline));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context)
                        .resolveResource("classpath:vod-delete-routes/routes/pipeline/call.camel.yaml"));
        context.start();
        template = context.createProducerTemplate();
    }

    /** Deletes three assets. */
    VodResponse call() {
        return answer(exchange("a,b,c", Map.of()));
    }

    /**
     * The time of a call that ends at the deadline. The machine may be busy with other things: a call that seems late is
     * made again, and the shortest of a few counts.
     */
    Duration timeOfLateCall(Duration latest) {
        Duration shortest = null;
        for (int i = 0; i < 6 && (shortest == null || shortest.compareTo(latest) > 0); i++) {
            long begin = System.nanoTime();
            call();
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            shortest = shortest == null || time.compareTo(shortest) < 0 ? time : shortest;
        }
        return shortest;
    }

    /** Deletes assets by a message that already has these headers. */
    public Exchange exchange(String ids, Map<String, Object> headers) {
        return exchange(batch(ids.split(",")), headers);
    }

    /** Deletes an asset that is claimed until then. */
    VodResponse callUnderLease(Instant until) {
        Batch batch = batch("a");
        return answer(exchange(batch.begun("call", batch.claims(), until).sent(NOW), Map.of()));
    }

    private Exchange exchange(Batch batch, Map<String, Object> headers) {
        return template.request("direct:vod-call-api", exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody(batch);
            sign.process(exchange);
        });
    }

    public static VodResponse answer(Exchange exchange) {
        return exchange.getVariable(ResponseProcessor.VARIABLE, VodResponse.class);
    }

    /** A batch whose call was begun and is being sent. */
    static Batch batch(String... ids) {
        Batch batch = unbegun(ids);
        return batch.begun("call", batch.claims(), NOW.plus(Duration.ofMinutes(2)))
                .sent(NOW);
    }

    static Batch unbegun(String... ids) {
        return new Batch(IntStream.range(0, ids.length)
                .mapToObj(
                        i -> new Claim(i + 1, 1, new AssetId(Arrays.asList(ids).get(i)), 7, Claim.Known.NOTHING))
                .toList());
    }

    @Override
    public void close() {
        context.stop();
        timer.shutdownNow();
    }
}
