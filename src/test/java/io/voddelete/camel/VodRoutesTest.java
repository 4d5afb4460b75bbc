package io.voddelete.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VodRoutesTest {
    private static final String ID = "vod-send-outcome";
    private static final String FILE = "pipeline/send.camel.yaml";

    private final CamelContext context = new DefaultCamelContext();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        context.stop();
    }

    private boolean isUnchanged(String address) throws Exception {
        context.disableJMX();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource(address));
        return VodRoutes.isUnchanged(context, ID, FILE);
    }

    @Test
    void aPackedRouteIsUnchangedAndSoIsACopyOfIt() throws Exception {
        assertThat(VodRoutes.isUnchanged(context, ID, FILE)).isFalse(); // it is not there
        assertThat(isUnchanged("classpath:vod-delete-routes/routes/" + FILE)).isTrue();
        assertThat(isUnchanged("file:" + Path.of("routes", FILE))).isTrue();
    }

    @Test
    void aChangedCopyIsNot() throws Exception {
        Path copy = directory.resolve("send.camel.yaml");
        Files.writeString(copy, Files.readString(Path.of("routes", FILE)).replace("Success endpoint", "Ours"));

        assertThat(isUnchanged("file:" + copy)).isFalse();
    }

    @Test
    void aRouteByCodeIsNot() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:vod-send-outcome").routeId(ID).setBody(constant(""));
            }
        });

        assertThat(VodRoutes.isUnchanged(context, ID, FILE)).isFalse();
    }

    @Test
    void aRouteThatWorksOnceAtItsStartWorksAgainUnlessItStillDoes() throws Exception {
        AtomicInteger times = new AtomicInteger();
        Semaphore mayEnd = new Semaphore(2);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:once?repeatCount=1&delay=0")
                        .routeId(ID)
                        .routeGroup(Version.PRODUCT)
                        .process(exchange -> {
                            times.incrementAndGet();
                            mayEnd.acquire();
                        });
            }
        });
        context.start();
        awaitTimes(times, 1);

        VodRoutes.startAgain(context, ID);
        awaitTimes(times, 2);
        VodRoutes.startAgain(context, "no-such-route");
        VodRoutes.startAgain(context, ID);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> times.get() == 3);

        VodRoutes.startAgain(context, ID); // would wait for the end of the work
        assertThat(context.getRouteController().getRouteStatus(ID).isStarted()).isTrue();
        assertThat(context.getInflightRepository().size(ID)).isEqualTo(1);
        mayEnd.release();
        awaitTimes(times, 3);
    }

    private void awaitTimes(AtomicInteger times, int expected) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> times.get() == expected
                        && context.getInflightRepository().size(ID) == 0);
    }
}
