package io.voddelete.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.asm.MemberSubstitution;

/** Makes jars of Java agents, which change what the module does without being in the product. */
final class AgentJar {
    /** Where it is. */
    static final Path BYTE_BUDDY = Path.of(MemberSubstitution.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath());

    private AgentJar() {}

    /**
     * The JVM option that lets an agent in.
     *
     * @param agent has {@code premain}; it and what is nested in it needs nothing but the JDK and ByteBuddy
     * @param directory where the jar is put
     */
    static String option(Path directory, Class<?> agent, String arguments) throws IOException {
        Path jar = directory.resolve(agent.getSimpleName() + ".jar");
        if (!Files.exists(jar)) {
            write(jar, agent);
        }
        return "-javaagent:" + jar + "=" + arguments;
    }

    private static void write(Path jar, Class<?> agent) throws IOException {
        Manifest manifest = manifest();
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        manifest.getMainAttributes().put(Name.CLASS_PATH, BYTE_BUDDY.toUri().toString());
        write(jar, manifest, classes(agent));
    }

    static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        return manifest;
    }

    /** @param classes by names with slashes */
    static void write(Path jar, Manifest manifest, Map<String, byte[]> classes) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                out.putNextEntry(new ZipEntry(each.getKey() + ".class"));
                out.write(each.getValue());
            }
        }
    }

    /** A class of the tests and what is nested in it, by names with slashes. */
    static Map<String, byte[]> classes(Class<?> outer) throws IOException {
        String folder = outer.getPackageName().replace('.', '/');
        Map<String, byte[]> classes = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of("target", "test-classes", folder))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString().replace(".class", "");
                if (name.equals(outer.getSimpleName()) || name.startsWith(outer.getSimpleName() + "$")) {
                    classes.put(folder + "/" + name, Files.readAllBytes(file));
                }
            }
        }
        return classes;
    }
}
