package io.voddelete.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.standalone.OpenConnection.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTest {
    private final AtomicLong now = new AtomicLong();
    private final ConnectionLimit limit = new ConnectionLimit(8, 4);
    private final List<OpenConnection> closed = new ArrayList<>();

    @Test
    void oneMoreOfAnAddressTakesThePlaceOfItsLongestIdleOne() {
        List<OpenConnection> idle = admitted("a", 4);
        OpenConnection other = admitted("b", 1).get(0);

        admitted("a", 1);

        assertThat(closed).containsExactly(idle.get(0));
        admitted("a", 1);
        assertThat(closed).containsExactly(idle.get(0), idle.get(1));
        assertThat(limit.all()).contains(other, idle.get(2), idle.get(3)).hasSize(5);
    }

    @Test
    void whatIsServedNowIsNotClosedAndWhoWasServedLast() {
        List<OpenConnection> four = admitted("a", 4);
        four.get(0).waits(Waiting.FOR_ANSWER);
        four.get(1).served();
        four.get(3).waits(Waiting.FOR_BODY);

        admitted("a", 2);
        assertThat(closed).containsExactly(four.get(2), four.get(3));
        closed.forEach(limit::gone);

        limit.all().stream().filter(each -> each != four.get(1)).forEach(each -> each.waits(Waiting.FOR_ANSWER));
        admitted("a", 1).get(0).waits(Waiting.FOR_ANSWER);
        assertThat(closed).endsWith(four.get(1));
        assertThat(limit.admit(connection("a"))).isFalse();
        assertThat(limit.admit(connection("b"))).isTrue();
    }

    @Test
    void whenAllPlacesAreTakenTheAddressWithMostGivesOne() {
        List<OpenConnection> few = admitted("a", 1);
        admitted("b", 3);
        List<OpenConnection> most = admitted("c", 4);

        admitted("d", 1);

        assertThat(closed).containsExactly(most.get(0));
        assertThat(limit.all()).containsAll(few).hasSize(8);
    }

    @Test
    void whereAllOfThatAddressAreServedAnyOtherGivesOne() {
        List<OpenConnection> most = admitted("a", 4);
        List<OpenConnection> idle = admitted("b", 3);
        admitted("c", 1);
        most.forEach(each -> each.waits(Waiting.FOR_ANSWER));

        admitted("d", 1);

        assertThat(closed).containsExactly(idle.get(0));
    }

    @Test
    void whoWaitsForADelayedRefusalKeepsNobodyOut() {
        List<OpenConnection> four = admitted("a", 4);
        four.forEach(each -> each.waits(Waiting.FOR_DELAY));

        admitted("a", 1);

        assertThat(closed).containsExactly(four.get(0));
    }

    @Test
    void whatIsClosedMakesRoom() {
        List<OpenConnection> four = admitted("a", 4);
        limit.gone(four.get(2));
        limit.gone(four.get(2));

        admitted("a", 1);

        assertThat(closed).isEmpty();
        assertThat(limit.all()).hasSize(4);
    }

    @Test
    void whereMoreThanAQuarterAreStillBeingClosedItIsCrowdedUntilOneIsGone() {
        admitted("a", 4);
        admitted("a", 2);
        assertThat(limit.isSaturated()).isFalse();

        admitted("a", 1);
        assertThat(limit.isSaturated()).isTrue();

        limit.gone(closed.get(0));
        assertThat(limit.isSaturated()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"512, 1048576, 512", "512, 1024, 512", "512, 256, 128", "512, 1, 1", "100, 9223372036854775807, 100"})
    void halfOfTheFilesIsLeftToAllElse(int wanted, long files, int most) {
        assertThat(ConnectionLimit.most(wanted, files)).isEqualTo(most);
    }

    private List<OpenConnection> admitted(String address, int count) {
        List<OpenConnection> admitted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            OpenConnection connection = connection(address);
            assertThat(limit.admit(connection)).isTrue();
            admitted.add(connection);
        }
        return admitted;
    }

    private OpenConnection connection(String address) {
        OpenConnection[] self = new OpenConnection[1];
        self[0] = new OpenConnection(address, now::incrementAndGet, () -> closed.add(self[0]));
        return self[0];
    }
}
