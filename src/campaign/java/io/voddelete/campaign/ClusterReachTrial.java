package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.FreePort;
import io.voddelete.kit.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The sender cannot reach VOD any more, and the other nodes can: one of them sends, and no process ends. */
final class ClusterReachTrial implements Trial {
    private static final Duration HANDED_OVER = Duration.ofSeconds(75);

    @Override
    public void run(Given given) throws IOException {
        int cuts = given.scale(5, 1);
        List<TcpProxy> ways = new ArrayList<>();
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            int port = FreePort.find();
            for (ClusterNode node : scene.nodes) {
                String address = "127.0.0." + (2 + ways.size());
                ways.add(TcpProxy.at(address, port, scene.simulator.endpoint().getPort()));
                Path hosts = Files.writeString(node.place.resolve("hosts"), address + " localhost\n");
                node.jvmOptions = List.of("-Djdk.net.hosts.file=" + hosts.toAbsolutePath());
                node.settings.put("vod.endpoint", "http://localhost:" + port);
            }
            scene.start();
            for (int cut = 0; cut < cuts; cut++) {
                scene.pass(scene.upTo(3000));
                ClusterNode sender = scene.sender();
                cut(given, scene, sender, ways.get(scene.nodes.indexOf(sender)), cut % 2 == 0);
            }
            scene.requireNoneEnded();
            scene.finish();
        } finally {
            for (TcpProxy way : ways) {
                way.close();
            }
        }
    }

    private static void cut(Given given, ClusterScene scene, ClusterNode sender, TcpProxy way, boolean isClosed) {
        if (isClosed) {
            way.cut();
        } else {
            way.hold(true, true);
        }
        Instant cut = Instant.now();
        scene.disturbed(cut);
        scene.awaitCall(cut, sender.accessKey(), HANDED_OVER);
        given.tally()
                .findings
                .require(scene.sender() != sender, Kind.DEMAND, sender.name + " still counts as the sender");
        scene.disturbed(Instant.now());
        way.cutAll(); // what is under way is lost
        way.heal();
        scene.awaitAllFit();
    }
}
