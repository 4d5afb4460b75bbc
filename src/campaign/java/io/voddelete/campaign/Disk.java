package io.voddelete.campaign;

import io.voddelete.campaign.Strace.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a disk may hold of a folder after a power loss, by all that a process has asked of its operating system: of each file
 * what was flushed, and of what was written later anything at all; of the names that came, changed or went since their folder
 * was flushed some and others not. What was there before the process is there, and folders that it made are.
 */
final class Disk {
    /** A name that comes ({@code from} is null), changes or goes ({@code to} is null). */
    private static final class Step {
        private final String from;
        private final String to;
        private final LossyFile content;
        private final long end;
        private boolean flushed;

        Step(String from, String to, LossyFile content, long end) {
            this.from = from;
            this.to = to;
            this.content = content;
            this.end = end;
        }

        boolean touches(Set<String> names) {
            return names.contains(from) || names.contains(to);
        }

        void applyTo(Map<String, LossyFile> names) {
            names.remove(from == null ? to : from);
            if (to != null) {
                names.put(to, content);
            }
        }
    }

    private final Path folder;
    private final Map<String, LossyFile> atFirst = new TreeMap<>();
    private final Map<String, LossyFile> names = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private int namesLost;

    /** As it is now, all of it on the disk. */
    Disk(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        try (Stream<Path> files = Files.walk(this.folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                LossyFile content = new LossyFile(Files.readAllBytes(file), Files.getLastModifiedTime(file));
                atFirst.put(file.toString(), content);
            }
        }
        names.putAll(atFirst);
    }

    int writesLost() {
        return names.values().stream().mapToInt(LossyFile::writesLost).sum();
    }

    int namesLost() {
        return namesLost;
    }

    /** What others put there since, all of it on the disk at once. Call before anything is followed. */
    void add(Map<Path, byte[]> files) {
        files.forEach((file, content) -> {
            LossyFile added = new LossyFile(content, null);
            atFirst.put(file.toAbsolutePath().toString(), added);
            names.put(file.toAbsolutePath().toString(), added);
        });
    }

    /** Follows what a process did, which had the parent of the folder as its working directory. */
    void follow(List<Call> calls) {
        for (Call call : calls) {
            if (!call.isFinished() || call.hasWorked()) {
                follow(call);
            }
        }
    }

    private void follow(Call call) {
        switch (call.name()) {
            case "openat" -> open(call);
            case "write" -> {
                LossyFile content = names.get(call.fileAt(0));
                if (isHere(call.fileAt(0))) {
                    // nobody here writes in the middle of a file without saying where
                    content.append(written(call), call);
                }
            }
            case "pwrite64" -> {
                if (isHere(call.fileAt(0))) {
                    int offset = Integer.parseInt(call.arguments().get(3));
                    names.get(call.fileAt(0)).write(offset, written(call), call);
                }
            }
            case "ftruncate" -> {
                if (isHere(call.fileAt(0))) {
                    int size = Integer.parseInt(call.arguments().get(1));
                    names.get(call.fileAt(0)).cut(size, call);
                }
            }
            case "fsync", "fdatasync" -> flush(call);
            case "rename" -> name(path(call.textAt(0)), path(call.textAt(1)), call);
            case "link" -> link(path(call.textAt(0)), path(call.textAt(1)), call);
            case "unlink" -> name(path(call.textAt(0)), null, call);
            case "mkdir", "rmdir" -> {}
            default -> {
                if (call.arguments().stream().anyMatch(argument -> isHere(Strace.fileOf(argument)))) {
                    throw new AssertionError("nothing is known of such a call: " + call);
                }
            }
        }
    }

    private void open(Call call) {
        String file = path(call.textAt(1));
        String how = call.arguments().get(2);
        if (!isHere(file) || !call.isFinished()) {
            return;
        }
        if (!names.containsKey(file) && how.contains("O_CREAT")) {
            step(new Step(null, file, new LossyFile(new byte[0], null), call.end()));
        }
        if (how.contains("O_TRUNC")) {
            names.get(file).cut(0, call);
        }
    }

    private static byte[] written(Call call) {
        byte[] data = call.bytesAt(1);
        return call.isFinished() ? Arrays.copyOf(data, Integer.parseInt(call.result())) : data;
    }

    private void flush(Call call) {
        String file = call.fileAt(0);
        if (!call.isFinished()) {
            return;
        }
        if (isHere(file) && names.containsKey(file)) {
            names.get(file).flush(call);
        }
        for (Step step : steps) {
            String changed = step.to == null ? step.from : step.to;
            step.flushed |= step.end < call.begin() && file.equals(parent(changed));
        }
    }

    private void name(String from, String to, Call call) {
        if (!isHere(from) && (to == null || !isHere(to))) {
            return;
        }
        LossyFile content = names.get(from);
        if (content == null) {
            throw new AssertionError("a name that nobody made: " + from + ", in " + call.name());
        }
        if (call.isFinished()) {
            step(new Step(from, to, content, call.end()));
        } else {
            content.doubt();
            steps.add(new Step(from, to, content, call.end()));
        }
    }

    /** One more name of a file. */
    private void link(String from, String to, Call call) {
        if (!isHere(to)) {
            return;
        }
        LossyFile content = names.get(from);
        if (content == null) {
            throw new AssertionError("a link to a name that nobody made: " + from);
        }
        Step step = new Step(null, to, content, call.end());
        if (call.isFinished()) {
            step(step);
        } else {
            content.doubt();
            steps.add(step);
        }
    }

    private void step(Step step) {
        steps.add(step);
        step.applyTo(names);
    }

    /** What the files here must hold if this has followed rightly; what was under way at the end is not compared. */
    List<String> differencesTo(Path other) throws IOException {
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, LossyFile> name : names.entrySet()) {
            Path there = other.resolve(folder.relativize(Path.of(name.getKey())));
            LossyFile content = name.getValue();
            if (!content.isInDoubt() && (!Files.exists(there) || !content.isSeenAs(Files.readAllBytes(there)))) {
                differences.add(there.toString());
            }
        }
        return differences;
    }

    /** Writes what is left into the folder, which is not there. */
    void lose(Random random) throws IOException {
        Map<String, LossyFile> left = new TreeMap<>(atFirst);
        for (Step step : kept(random)) {
            step.applyTo(left);
        }
        Map<LossyFile, byte[]> contents = new HashMap<>();
        for (Map.Entry<String, LossyFile> name : left.entrySet()) {
            Path file = Path.of(name.getKey());
            LossyFile content = name.getValue();
            Files.createDirectories(file.getParent());
            Files.write(file, contents.computeIfAbsent(content, each -> each.left(random)));
            if (content.modified() != null) {
                Files.setLastModifiedTime(file, content.modified());
            }
        }
    }

    /** The steps that are on the disk: with each one all those before it that had to do with the same names. */
    private List<Step> kept(Random random) {
        Set<String> pinned = new HashSet<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            step.flushed |= step.touches(pinned);
            if (step.flushed) {
                pinned.addAll(step.from == null ? List.of() : List.of(step.from));
                pinned.addAll(step.to == null ? List.of() : List.of(step.to));
            }
        }
        double rate = List.of(0.0, 0.3, 0.7, 1.0).get(random.nextInt(4));
        Set<String> gone = new HashSet<>();
        List<Step> kept = new ArrayList<>();
        for (Step step : steps) {
            if (step.flushed || !step.touches(gone) && random.nextDouble() >= rate) {
                kept.add(step);
            } else {
                namesLost++;
                gone.addAll(step.from == null ? List.of() : List.of(step.from));
                gone.addAll(step.to == null ? List.of() : List.of(step.to));
            }
        }
        return kept;
    }

    private boolean isHere(String file) {
        return file.startsWith(folder + "/") && !file.endsWith("-shm");
    }

    private String path(String told) {
        return folder.getParent().resolve(told).normalize().toString();
    }

    private static String parent(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }
}
