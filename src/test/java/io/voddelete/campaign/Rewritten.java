package io.voddelete.campaign;

import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * Gives the JVM the classes that lie rewritten in the jar of an agent. To rewrite them only once, and not in each process,
 * saves a second of each.
 */
final class Rewritten implements ClassFileTransformer {
    private static final String OURS = "io/voddelete/";

    static String entry(String name) {
        return "rewritten/" + name;
    }

    /** A class of the module with other calls, except where a record is compared: ByteBuddy cannot read those methods. */
    static byte[] of(String name, MemberSubstitution calls) throws IOException {
        try (ClassFileLocator classes = new ClassFileLocator.Compound(
                new ClassFileLocator.ForFolder(Path.of("target", "classes").toFile()),
                ClassFileLocator.ForClassLoader.of(Rewritten.class.getClassLoader()))) {
            TypePool types = TypePool.Default.of(classes);
            return new ByteBuddy()
                    .decorate(types.describe(name.replace('/', '.')).resolve(), classes)
                    .visit(calls.on(not(namedOneOf("equals", "hashCode", "toString"))))
                    .make(types)
                    .getBytes();
        }
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> before, ProtectionDomain domain, byte[] classFile) {
        if (name == null || !name.startsWith(OURS)) {
            return null;
        }
        try (InputStream in = ClassLoader.getSystemResourceAsStream(entry(name))) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
