package io.voddelete;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyRoomTest {
    private static final long LARGE = BodyRoom.SMALL + 1;

    private final BodyRoom room = new BodyRoom(2 * LARGE);

    @Test
    void largeBodiesShareTheRoomAndGiveItBack() {
        assertThat(room.take(LARGE)).isTrue();
        assertThat(room.take(LARGE)).isTrue();
        assertThat(room.take(LARGE)).isFalse();
        room.giveBack(LARGE);
        assertThat(room.take(LARGE)).isTrue();
        assertThat(room.take(LARGE)).isFalse();
    }

    @Test
    void smallBodiesAreNeitherCountedNorKeptOut() {
        for (int i = 0; i < 1000; i++) {
            assertThat(room.take(BodyRoom.SMALL)).isTrue();
        }
        assertThat(room.take(2 * LARGE)).isTrue();
        assertThat(room.take(BodyRoom.SMALL)).isTrue();
        room.giveBack(BodyRoom.SMALL);
        assertThat(room.take(LARGE)).isFalse();
    }

    @Test
    void oneBodyAloneMayBeLargerThanTheRoom() {
        assertThat(room.take(100 * LARGE)).isTrue();
        assertThat(room.take(LARGE)).isFalse();
        room.giveBack(100 * LARGE);
        assertThat(room.take(100 * LARGE)).isTrue();
    }
}
