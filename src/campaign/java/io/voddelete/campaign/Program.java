package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.ModuleProcess;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SharedArchive;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.standalone.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes.Name;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/** What a scene starts. */
enum Program {
    /** The module in its production form. */
    SHIPPED,
    /**
     * The same behind a jar with some of its classes rewritten: it has a {@link SmallLog}, and may halt at a
     * {@link DurableSteps}, see the {@link KeptTimes} or have the {@link ExpiryClock}. An agent that does so would cost each start a second.
     */
    REWRITTEN;

    /** Of all that the campaign writes. */
    static final Path FOLDER = Path.of("target", "campaign").toAbsolutePath();

    private Path directory;
    private Path jar;
    private List<String> options = List.of();

    /** The jar to start. */
    synchronized Path jar() {
        if (jar == null) {
            jar = this == SHIPPED ? ModuleProcess.JAR : rewritten(directory().resolve("rewritten.jar"));
        }
        return jar;
    }

    /** The JVM options that belong to it. */
    synchronized List<String> options() {
        return options;
    }

    /** From now on it is started by an archive of its classes, if this JVM makes one: a campaign is mostly starts. */
    void useArchive(long seed) throws IOException {
        List<String> withArchive = this == SHIPPED ? SharedArchive.options() : makeArchive(seed);
        synchronized (this) {
            options = withArchive;
        }
    }

    private List<String> makeArchive(long seed) throws IOException {
        Path made = directory().resolve("module.jsa");
        Tally tally = new Tally("archive", seed, "");
        try (SimulatorProcess simulator = SimulatorProcess.start(directory(), seed, Map.of());
                Scene scene = new Scene(directory(), tally, simulator)) {
            scene.program = this;
            scene.start("-XX:ArchiveClassesAtExit=" + made);
            scene.drop(new DroppedFile("few.csv", SampleIds.random(seed, 20)));
            scene.finish(Duration.ofMinutes(1));
            scene.module().terminate();
            scene.module().awaitExit(60);
        }
        if (!tally.findings.isEmpty()) {
            throw new AssertionError(tally.findings + " in " + directory);
        }
        return Files.exists(made) ? List.of("-XX:SharedArchiveFile=" + made) : List.of();
    }

    /** Nobody starts it any more. */
    synchronized void delete() {
        if (directory != null) {
            Leavings.delete(directory);
        }
    }

    private synchronized Path directory() {
        try {
            if (directory == null) {
                directory = Files.createTempDirectory(Files.createDirectories(FOLDER), "program-");
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path rewritten(Path jar) {
        try {
            Manifest manifest = AgentJar.manifest();
            manifest.getMainAttributes().put(Name.MAIN_CLASS, Application.class.getName());
            // those who rewrite name ByteBuddy; in the module they do not use it
            manifest.getMainAttributes()
                    .put(Name.CLASS_PATH, from(jar, ModuleProcess.JAR) + " " + from(jar, AgentJar.BYTE_BUDDY));
            Map<String, byte[]> classes = new HashMap<>(SmallLog.rewritten());
            classes.putAll(DurableSteps.rewritten());
            classes.putAll(AgentJar.classes(DurableSteps.class));
            classes.putAll(KeptTimes.rewritten());
            classes.putAll(ExpiryClock.rewritten());
            classes.putAll(AgentJar.classes(ExpiryClock.class));
            classes.putAll(AgentJar.classes(KeptTimes.class));
            AgentJar.write(jar, manifest, classes);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive has the classes of jars only that are named so. */
    private static Path from(Path jar, Path other) throws IOException {
        return jar.toAbsolutePath().getParent().toRealPath().relativize(other.toRealPath());
    }

    /**
     * A class of the module with other calls, except where a record is compared: ByteBuddy cannot read those methods.
     *
     * @param name with slashes
     */
    static byte[] rewritten(String name, MemberSubstitution calls) throws IOException {
        try (ClassFileLocator classes = new ClassFileLocator.Compound(
                new ClassFileLocator.ForFolder(Path.of("target", "classes").toFile()),
                ClassFileLocator.ForClassLoader.of(Program.class.getClassLoader()))) {
            TypePool types = TypePool.Default.of(classes);
            return new ByteBuddy()
                    .decorate(types.describe(name.replace('/', '.')).resolve(), classes)
                    .visit(calls.on(not(namedOneOf("equals", "hashCode", "toString"))))
                    .make(types)
                    .getBytes();
        }
    }
}
