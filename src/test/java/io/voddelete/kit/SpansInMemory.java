package io.voddelete.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** A real SDK of OpenTelemetry in a host, which keeps every ended span. */
public final class SpansInMemory implements AutoCloseable {
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^camel\\.opentelemetry2\\.exclude-patterns=(.*)$");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private volatile boolean fails;
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(new Failing())
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    private final OpenTelemetrySdk telemetry =
            OpenTelemetrySdk.builder().setTracerProvider(provider).build();

    /** Fails when it is told to, as the code of a host may. */
    private final class Failing implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            if (fails) {
                throw new IllegalStateException("made to fail by a test");
            }
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }
    }

    /** Puts it where Spring Boot and Quarkus do. */
    public void bind(CamelContext context) {
        context.getRegistry().bind("telemetry", OpenTelemetry.class, telemetry);
        context.getRegistry().bind("tracer", io.opentelemetry.api.trace.Tracer.class, telemetry.getTracer("camel"));
        context.getRegistry()
                .bind(
                        "propagators",
                        io.opentelemetry.context.propagation.ContextPropagators.class,
                        telemetry.getPropagators());
    }

    public void setGlobal() {
        GlobalOpenTelemetry.set(telemetry);
    }

    public OpenTelemetry telemetry() {
        return telemetry;
    }

    /** From now on no span begins without an exception. */
    public void failAlways() {
        fails = true;
    }

    public void forget() {
        exporter.reset();
    }

    public List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    public List<SpanData> named(String name) {
        return all().stream().filter(span -> span.getName().equals(name)).toList();
    }

    public SpanData only(String name) {
        List<SpanData> found = named(name);
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    /** What the page about traces tells a host to leave out. */
    public static String documentedPatterns() throws IOException {
        Matcher line = DOCUMENTED.matcher(Files.readString(Path.of("src/site/markdown/traces.md")));
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    @Override
    public void close() {
        telemetry.close();
    }
}
