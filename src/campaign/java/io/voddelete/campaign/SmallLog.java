package io.voddelete.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * The log of the store is taken over into the database after a few frames, and not after 8 000: small runs pass many
 * checkpoints, and not the one of their end alone.
 */
final class SmallLog {
    private static final String CHECKPOINTS = "io/voddelete/store/sqlite/Checkpoints";
    private static final Map<Integer, Integer> FRAMES = Map.of(8000, 60, 1000, 10);

    private SmallLog() {}

    static Map<String, byte[]> rewritten() throws IOException {
        ClassReader reader = new ClassReader(Files.readAllBytes(Path.of("target", "classes", CHECKPOINTS + ".class")));
        ClassWriter writer = new ClassWriter(reader, 0);
        Smaller smaller = new Smaller(writer);
        reader.accept(smaller, 0);
        if (!smaller.changed.equals(FRAMES.keySet())) {
            throw new AssertionError("the numbers of frames are not where they were: " + smaller.changed);
        }
        return Map.of(CHECKPOINTS, writer.toByteArray());
    }

    private static final class Smaller extends ClassVisitor {
        private final Set<Integer> changed = new HashSet<>();

        Smaller(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String generic, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, generic, exceptions)) {
                @Override
                public void visitIntInsn(int instruction, int number) {
                    boolean frames = instruction == Opcodes.SIPUSH && FRAMES.containsKey(number);
                    if (frames) {
                        changed.add(number);
                    }
                    super.visitIntInsn(instruction, frames ? FRAMES.get(number) : number);
                }
            };
        }
    }
}
