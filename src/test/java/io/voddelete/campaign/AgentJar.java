package io.voddelete.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.asm.MemberSubstitution;

/** Makes jars of Java agents, which change what the module does without being in the product. */
final class AgentJar {
    private AgentJar() {}

    /**
     * The JVM option that lets an agent in.
     *
     * @param agent has {@code premain}; it and what is nested in it needs nothing but the JDK and ByteBuddy
     * @param directory where the jar is put
     */
    static String option(Path directory, Class<?> agent, String arguments) throws IOException {
        return option(directory, agent, arguments, Map.of());
    }

    /**
     * The same for an agent that puts a {@link Rewritten} in.
     *
     * @param rewritten by names with slashes
     */
    static String option(Path directory, Class<?> agent, String arguments, Map<String, byte[]> rewritten)
            throws IOException {
        Path jar = directory.resolve(agent.getSimpleName() + ".jar");
        if (!Files.exists(jar)) {
            write(jar, agent, rewritten);
        }
        return "-javaagent:" + jar + "=" + arguments;
    }

    private static void write(Path jar, Class<?> agent, Map<String, byte[]> rewritten) throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Premain-Class", agent.getName());
        main.putValue(
                "Class-Path",
                MemberSubstitution.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
        String folder = agent.getPackageName().replace('.', '/');
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> classes = Files.list(Path.of("target", "test-classes", folder))) {
            for (Path file : (Iterable<Path>) classes.filter(each -> isOf(agent, each))::iterator) {
                out.putNextEntry(new ZipEntry(folder + "/" + file.getFileName()));
                Files.copy(file, out);
            }
            for (Map.Entry<String, byte[]> each : rewritten.entrySet()) {
                out.putNextEntry(new ZipEntry(Rewritten.entry(each.getKey())));
                out.write(each.getValue());
            }
        }
    }

    private static boolean isOf(Class<?> agent, Path file) {
        String name = file.getFileName().toString();
        return name.equals(Rewritten.class.getSimpleName() + ".class")
                || name.equals(agent.getSimpleName() + ".class")
                || name.startsWith(agent.getSimpleName() + "$");
    }
}
