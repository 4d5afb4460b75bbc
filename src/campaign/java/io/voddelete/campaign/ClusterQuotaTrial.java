package io.voddelete.campaign;

import io.voddelete.campaign.ClusterInvariants.Span;
import io.voddelete.kit.Findings.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Three nodes at the rate that VOD admits: first undisturbed, while somebody reads the database in one long transaction, then
 * with a kill of the sender every five minutes. As much of the quota is used as the takeovers leave.
 */
final class ClusterQuotaTrial implements Trial {
    private static final int CALLS_A_MINUTE = 100;
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final int KILLS = 3;
    /** In percent. */
    private static final double UNDISTURBED = 99;

    private static final double WITH_KILLS = 96;

    @Override
    public void run(Given given) throws IOException, SQLException {
        try (ClusterScene scene = new ClusterScene(given, ClusterScene.database(given), CALLS_A_MINUTE)) {
            scene.start();
            scene.awaitAllFit();
            Instant begin = Instant.now();
            try (Connection reader = scene.database.connect();
                    var statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                statement.execute("SELECT count(*) FROM asset");
                passPeriod(scene, begin);
            }
            Instant undisturbed = Instant.now();
            for (int kill = 0; kill < KILLS; kill++) {
                ClusterNode victim = scene.sender();
                Instant killed = victim.kill();
                given.tally().kills++;
                scene.disturbed(killed);
                scene.startAt(killed.plusSeconds(15), victim);
                passPeriod(scene, killed);
            }
            require(given, scene, new Span(begin, undisturbed), UNDISTURBED);
            require(given, scene, new Span(undisturbed, Instant.now()), WITH_KILLS);
            scene.finish();
        }
    }

    private static void passPeriod(ClusterScene scene, Instant begin) {
        while (Instant.now().isBefore(begin.plus(PERIOD))) {
            scene.pass(Duration.ofSeconds(1));
        }
    }

    private static void require(Given given, ClusterScene scene, Span span, double least) {
        double minutes = Duration.between(span.from(), span.to()).toMillis() / 60_000.0;
        double used = 100 * scene.invariants().count(span) / (scene.callsPerMinute * minutes);
        String text = String.format(Locale.ROOT, "%.1f %% of the quota used in %.1f min", used, minutes);
        given.tally().findings.require(used >= least, Kind.DEMAND, text + ", less than " + least + " %");
        given.tally().remark(text);
    }
}
