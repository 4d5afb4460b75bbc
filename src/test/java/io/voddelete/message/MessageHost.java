package io.voddelete.message;

import io.voddelete.VodDeleteRoutes;
import io.voddelete.kit.Processes;
import io.voddelete.settings.Settings;
import io.voddelete.simulator.SimulatorOptions;
import io.voddelete.simulator.VodSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A host application with one of the README's routes, as a process of its own that may end as by SIGKILL between the commit of
 * a submission and the acknowledgement of its message.
 */
final class MessageHost implements AutoCloseable {
    private static final String HALT_AFTER = "host.halt-after";
    private static final String KAFKA = "host.kafka";
    private static final String BATCHES = "host.kafka-batches";
    private static final String JMS = "host.jms";
    private static final int KILLED = 137;

    private final Process process;

    private MessageHost(Process process) {
        this.process = process;
    }

    /** A host that takes messages from Kafka at this address. */
    static MessageHost ofKafka(String address, int haltAfter, Path directory, VodSimulator simulator) {
        return start(KAFKA, address, haltAfter, directory, simulator);
    }

    /** A host that takes batches of records from Kafka at this address. */
    static MessageHost ofKafkaBatches(String address, int haltAfter, Path directory, VodSimulator simulator) {
        return start(BATCHES, address, haltAfter, directory, simulator);
    }

    /** A host that takes messages from a JMS broker at this address. */
    static MessageHost ofJms(String address, int haltAfter, Path directory, VodSimulator simulator) {
        return start(JMS, address, haltAfter, directory, simulator);
    }

    private static MessageHost start(
            String broker, String address, int haltAfter, Path directory, VodSimulator simulator) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
        Map.of(
                        broker,
                        address,
                        HALT_AFTER,
                        String.valueOf(haltAfter),
                        "vod.endpoint",
                        simulator.endpoint().toString(),
                        "vod.project-id",
                        SimulatorOptions.PROJECT_ID,
                        "vod.data-directory",
                        directory.toString(),
                        "vod.pace.calls-per-minute",
                        "0",
                        "vod.info.calls-per-minute",
                        "0",
                        "vod.batch.quiet-period",
                        "300ms")
                .forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-Dvod.approval.required=never");
        command.add(MessageHost.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolveSibling("host.log").toFile()));
        builder.environment().put("VOD_ACCESS_KEY", SimulatorOptions.ACCESS_KEY);
        builder.environment().put("VOD_SECRET_KEY", SimulatorOptions.SECRET_KEY);
        try {
            return new MessageHost(Processes.endWithUs(builder.start()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended by itself, as by SIGKILL. */
    boolean isKilled() {
        return !process.isAlive() && process.exitValue() == KILLED;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] arguments) throws Exception {
        CamelContext context = new DefaultCamelContext();
        VodDeleteRoutes.install(context, Settings.load(List.of(), System.getenv(), System.getProperties()));
        List<Resource> files = new ArrayList<>();
        for (String file : VodDeleteRoutes.ROUTES.split(",")) {
            files.add(PluginHelper.getResourceLoader(context).resolveResource(file));
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(files);
        int most = Integer.getInteger(HALT_AFTER);
        AtomicInteger accepted = new AtomicInteger();
        context.getCamelContextExtension()
                .addInterceptStrategy((camel, node, target, next) -> isDoor(node)
                        ? new DelegateAsyncProcessor(exchange -> {
                            target.process(exchange);
                            if (exchange.getException() == null && accepted.incrementAndGet() == most) {
                                Runtime.getRuntime().halt(KILLED);
                            }
                        })
                        : target);
        context.addRoutes(route(context));
        context.start();
        Thread.currentThread().join();
    }

    private static RoutesBuilder route(CamelContext context) {
        String batches = System.getProperty(BATCHES);
        if (batches != null) {
            useKafka(context, batches);
            return new KafkaBatchesToDelete();
        }
        String kafka = System.getProperty(KAFKA);
        if (kafka == null) {
            useJms(context, System.getProperty(JMS));
            return new JmsToDelete();
        }
        useKafka(context, kafka);
        return new KafkaToDelete();
    }

    /** What a host has in its configuration. */
    static void useJms(CamelContext context, String address) {
        context.addComponent("jms", JmsComponent.jmsComponent(new ActiveMQConnectionFactory(address)));
    }

    /** The same, with sessions that end soon after a process was killed. */
    static void useKafka(CamelContext context, String address) {
        KafkaComponent kafka = context.getComponent("kafka", KafkaComponent.class);
        kafka.getConfiguration().setBrokers(address);
        kafka.getConfiguration().setAutoOffsetReset("earliest");
        kafka.getConfiguration().setSessionTimeoutMs(2_000);
        kafka.getConfiguration().setHeartbeatIntervalMs(500);
    }

    private static boolean isDoor(NamedNode node) {
        return node instanceof ToDefinition to && to.getEndpointUri().equals("direct:vod-delete");
    }
}
