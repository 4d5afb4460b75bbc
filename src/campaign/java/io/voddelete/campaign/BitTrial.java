package io.voddelete.campaign;

import io.voddelete.kit.DroppedFile;
import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.SampleIds;
import io.voddelete.kit.SimulatorProcess;
import io.voddelete.kit.StoreFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * While the module is down a bit of its store is turned, as a bad disk does it: in the id of a pending row after a stop, in
 * the log after a SIGKILL. The next start, or the claim of that id, says where, and nothing is sent for it; with the bit
 * turned back all goes on.
 */
final class BitTrial implements Trial {
    private static final int IDS_A_ROUND = 300;
    private static final int LOG_HEADER = 32;
    /** A header and a page. */
    private static final int FRAME = 24 + 4096;

    @Override
    public void run(Given given) throws Exception {
        int rounds = given.scale(30, 2);
        try (SimulatorProcess simulator =
                        SimulatorProcess.start(given.directory(), given.seed(), Map.of("latency", "5ms-20ms"));
                Scene scene = new Scene(given.directory(), given.tally(), simulator)) {
            scene.program = Program.REWRITTEN;
            scene.start();
            scene.startedIdle();
            scene.drop(new DroppedFile("many.csv", SampleIds.random(given.seed(), rounds * IDS_A_ROUND)));
            for (int round = 0; round < rounds; round++) {
                long target =
                        simulator.summary().deleted() + 50 + given.random().nextInt(200);
                scene.await(Duration.ofMinutes(1), () -> simulator.summary().deleted() >= target);
                boolean killed = round % 2 == 1;
                if (killed) {
                    scene.kill();
                } else {
                    scene.module().terminate();
                    scene.module().awaitExit(20);
                }
                turn(given, scene, killed);
                scene.start();
            }
            scene.finish(Duration.ofMinutes(2));
            given.tally().remark(rounds + " bits turned, each found");
        }
    }

    private static void turn(Given given, Scene scene, boolean inLog) throws IOException {
        if (inLog) {
            turnInLog(given, scene);
        } else {
            turnInRow(given, scene);
        }
    }

    private static void turnInLog(Given given, Scene scene) throws IOException {
        Path file = scene.data().resolve("vod-delete.db-wal");
        long bit = (long) (given.random().nextDouble() * bytesBeforeItsEnd(file) * 8);
        flip(file, bit);
        long calls = scene.simulator.summary().calls();
        int saidBefore = scene.module().log().length();
        scene.start();
        scene.startedIdle();
        int exit = scene.module().awaitExit(30);
        String said = scene.module().log().substring(saidBefore);
        given.tally()
                .findings
                .require(
                        exit == 1 // the frame is named, or the next, by its checksum of all before
                                && said.contains("the log of the store is damaged: frame ")
                                && said.contains("Nothing was opened or changed"),
                        Kind.DEMAND,
                        "bit " + bit + " of " + file.getFileName() + " was turned; exit code " + exit + ", said: "
                                + said);
        given.tally()
                .findings
                .require(
                        scene.simulator.summary().calls() == calls,
                        Kind.UNASKED,
                        "there were calls though bit " + bit + " of " + file.getFileName() + " is wrong");
        flip(file, bit);
    }

    /**
     * In the row that is claimed next. The module runs on what is left of its turn, which comes to nothing: whole claims are
     * refused. That no other asset was called is found by the comparison of all calls with what was accepted.
     */
    private static void turnInRow(Given given, Scene scene) throws IOException {
        String id = StoreFile.of(scene.data())
                .rows("SELECT asset_id FROM asset WHERE status = 'PENDING' ORDER BY id LIMIT 1")
                .get(0);
        int at = given.random().nextInt(id.length());
        char other = (char) (id.charAt(at) ^ 1 << given.random().nextInt(4));
        String flipped = id.substring(0, at) + other + id.substring(at + 1);
        Path file = scene.data().resolve("vod-delete.db");
        replace(file, id, flipped);
        int saidBefore = scene.module().log().length();
        scene.start();
        scene.startedIdle();
        scene.await(Duration.ofMinutes(1), () -> {
            String said = scene.module().log().substring(saidBefore);
            return said.contains("the checksum of row ") || said.contains("is damaged: ");
        });
        scene.module().terminate();
        scene.module().awaitExit(20);
        replace(file, flipped, id);
    }

    /** Everywhere: in the row, and in the index. */
    private static void replace(Path file, String id, String other) throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int place : placesOf(id.getBytes(StandardCharsets.US_ASCII), content)) {
            System.arraycopy(other.getBytes(StandardCharsets.US_ASCII), 0, content, place, other.length());
        }
        Files.write(file, content);
    }

    private static List<Integer> placesOf(byte[] id, byte[] content) {
        return IntStream.range(0, content.length - id.length)
                .filter(place -> Arrays.equals(id, 0, id.length, content, place, place + id.length))
                .boxed()
                .toList();
    }

    /** A log ends anywhere, and its last transactions may be torn by a power loss as well: but not those before. */
    private static int bytesBeforeItsEnd(Path log) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(log));
        long salts = content.getLong(16);
        List<Integer> ends = new ArrayList<>();
        for (int frame = LOG_HEADER; frame + FRAME <= content.capacity(); frame += FRAME) {
            if (content.getLong(frame + 8) != salts) {
                break; // of an earlier round
            }
            if (content.getInt(frame + 4) != 0) { // the last one of a transaction
                ends.add(frame + FRAME);
            }
        }
        return ends.size() < 3 ? LOG_HEADER : ends.get(ends.size() - 3);
    }

    private static void flip(Path path, long bit) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(bit / 8);
            int turned = file.read() ^ 1 << bit % 8;
            file.seek(bit / 8);
            file.write(turned);
        }
    }
}
