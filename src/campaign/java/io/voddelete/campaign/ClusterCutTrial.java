package io.voddelete.campaign;

import io.voddelete.kit.Findings.Kind;
import io.voddelete.kit.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** The way of a node to the database fails: connections end, or what is sent is lost in silence, or is late. */
final class ClusterCutTrial implements Trial {

    /** After which time another node surely sends. */
    private static final Duration REPLACED = ClusterScene.TERM.plusSeconds(5);

    /** So long a node may take to see that it was replaced in the last moment. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    /** How a way fails. */
    private enum Way {
        CLOSED(true) {
            @Override
            void fail(TcpProxy proxy, ClusterScene scene) {
                proxy.cut();
            }
        },
        BOTH_LOST(true) {
            @Override
            void fail(TcpProxy proxy, ClusterScene scene) {
                proxy.hold(true, true);
            }
        },
        REQUESTS_LOST(true) {
            @Override
            void fail(TcpProxy proxy, ClusterScene scene) {
                proxy.hold(true, false);
            }
        },
        ANSWERS_LOST(true) {
            @Override
            void fail(TcpProxy proxy, ClusterScene scene) {
                proxy.hold(false, true);
            }
        },
        LATE(false) {
            @Override
            void fail(TcpProxy proxy, ClusterScene scene) {
                proxy.delay(Duration.ofMillis(50).plus(scene.upTo(450)));
            }
        },
        HALF_OPEN(false) {
            @Override
            void fail(TcpProxy proxy, ClusterScene scene) {
                proxy.closeClients();
            }
        };

        /** Whether nothing passes. */
        final boolean isCut;

        Way(boolean isCut) {
            this.isCut = isCut;
        }

        abstract void fail(TcpProxy proxy, ClusterScene scene);
    }

    private int takenOver;

    @Override
    public void run(Given given) throws IOException {
        int cuts = given.scale(40, 2);
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), ClusterScene.CALLS_A_MINUTE)) {
            scene.start();
            for (int cut = 0; cut < cuts; cut++) {
                scene.pass(scene.upTo(3000));
                Way way = given.full() ? Way.values()[cut / 2 % Way.values().length] : Way.CLOSED;
                cut(given, scene, way, cut % 2 == 0);
            }
            given.tally().remark("%d cuts, %d takeovers".formatted(cuts, takenOver));
            given.tally().findings.require(takenOver > 0, Kind.DEMAND, "nobody took over");
            scene.finish();
        }
    }

    private Duration length(Given given, ClusterScene scene) {
        if (!given.full()) {
            return REPLACED.plusSeconds(1);
        }
        return Duration.ofSeconds(1).plus(scene.upTo(scene.random().nextInt(8) == 0 ? 119_000 : 25_000));
    }

    private void cut(Given given, ClusterScene scene, Way way, boolean sends) {
        ClusterNode node = sends ? scene.sender() : scene.other();
        Duration length = length(given, scene);
        int starts = node.starts().size();
        node.isCut(true);
        node.ways.forEach(proxy -> way.fail(proxy, scene));
        Instant cut = Instant.now();
        scene.disturbed(cut);
        if (sends && way.isCut && length.compareTo(REPLACED) > 0) {
            scene.awaitCall(cut, node.accessKey(), scene.takeover);
        }
        scene.await(length.plusMinutes(1), () -> Instant.now().isAfter(cut.plus(length)));
        Instant healed = Instant.now();
        scene.disturbed(healed);
        node.ways.forEach(TcpProxy::heal);
        node.isCut(false);
        boolean isReplaced =
                sends && scene.invariants().first(cut, node.accessKey()).isPresent();
        if (isReplaced) {
            takenOver++;
            requireSilent(given, scene, node, cut, healed);
            scene.await(Duration.ofMinutes(1), () -> node.starts().size() > starts);
        }
        scene.await(
                Duration.ofMinutes(2),
                () -> node.isFit() && node.hasStarted() && node.senders().size() == 1);
        Duration back = Duration.between(healed, Instant.now());
        Duration longest = Duration.ofSeconds(given.scale(10, 90)); // a process may start anew, on a busy machine
        given.tally()
                .findings
                .require(
                        back.compareTo(longest) <= 0,
                        Kind.DEMAND,
                        way + ": " + node.name + " is useful only " + back.toMillis() + " ms after the end");
        scene.pass(SETTLED);
        given.tally()
                .findings
                .require(
                        sends || node.starts().size() == starts,
                        Kind.DEMAND,
                        way + " for " + length + " has ended " + node.name + ", which did not send");
        scene.awaitAllFit();
    }

    private static void requireSilent(Given given, ClusterScene scene, ClusterNode node, Instant cut, Instant healed) {
        Instant silent = cut.plus(ClusterScene.TERM);
        if (healed.isAfter(silent)) {
            scene.invariants()
                    .requireSilence(
                            node.accessKey(), new ClusterInvariants.Span(silent, healed), given.tally().findings);
        }
    }
}
