package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.jar.JarFile;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.MemberSubstitution;

/**
 * A Java agent that moves the clock of the module, of Camel, of its HTTP client and of the JDK's timer while they run, by
 * what stands in a file. What the JDK measures without a clock (waits, deadlines of executors) goes on as it does when a
 * machine's clock is set. Nothing of it is in the product.
 */
public final class ClockShift {
    /** The clock that they have instead. In the boot class path, so that the JDK sees it as well. */
    public static final class Moved implements InstantSource {
        private static volatile MappedByteBuffer millis;

        public static void readFrom(MappedByteBuffer file) {
            millis = file;
        }

        public static long currentTimeMillis() {
            return System.currentTimeMillis() + millis.getLong(0);
        }

        public static InstantSource system() {
            return new Moved();
        }

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(millis.getLong(0));
        }
    }

    /** Whoever looks at the clock and matters to us; to look for them among all classes takes a minute. */
    private static final String[] CLOCKED = {
        "io.voddelete.support.TimeSource",
        "java.util.Timer",
        "java.util.TimerThread",
        "org.apache.camel.support.DefaultTimeoutMap",
        "org.apache.camel.component.timer.TimerConsumer",
        "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager",
        "org.apache.hc.core5.pool.PoolEntry",
        "org.apache.hc.core5.pool.StrictConnPool",
        "org.apache.hc.core5.util.Deadline"
    };

    private ClockShift() {}

    /** @param file holds the milliseconds by which the clock is ahead, and changes */
    public static void premain(String file, Instrumentation instrumentation)
            throws IOException, ReflectiveOperationException {
        Path jar = Path.of(ClockShift.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar.toFile()));
        Moved.readFrom(map(Path.of(file)));
        MemberSubstitution calls = MemberSubstitution.relaxed()
                .method(isDeclaredBy(System.class).and(named("currentTimeMillis")))
                .replaceWith(Moved.class.getMethod("currentTimeMillis"))
                .method(isDeclaredBy(InstantSource.class).and(named("system")))
                .replaceWith(Moved.class.getMethod("system"));
        new AgentBuilder.Default()
                .with(AgentBuilder.InitializationStrategy.NoOp.INSTANCE)
                .with(AgentBuilder.TypeStrategy.Default.DECORATE)
                .ignore(nameStartsWith("net.bytebuddy."))
                .type(namedOneOf(CLOCKED))
                .transform((type, description, loader, module, domain) -> type.visit(calls.on(any())))
                .installOn(instrumentation);
    }

    /** Sets the clock of whoever was started with this file; zero is the true time. */
    static void set(Path file, Duration ahead) {
        try {
            map(file).putLong(0, ahead.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MappedByteBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }
}
