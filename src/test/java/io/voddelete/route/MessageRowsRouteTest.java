package io.voddelete.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.voddelete.message.AcceptedSubmission;
import io.voddelete.message.SubmissionRefusedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Rows of databases, and what looks like them. */
class MessageRowsRouteTest extends MessageRouteKit {
    private static final Map<String, Object> KEY = Map.of("VodSubmissionKey", "x");

    /** Rows with a cursor that the database keeps open. */
    private static final class Cursor implements Iterator<Object>, AutoCloseable {
        private final Iterator<?> rows;
        private final AtomicInteger closed;

        Cursor(List<?> rows, AtomicInteger closed) {
            this.rows = rows.iterator();
            this.closed = closed;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Object next() {
            return rows.next();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** The text of bytes, and of most objects, is another one each time. */
    @Test
    void rowsWithBytesAndObjectsAreKnownAgain() {
        AcceptedSubmission first = accepted(send(rowsWithBytes(), KEY));

        assertThat(first.accepted()).isEqualTo(3);
        assertThat(accepted(send(rowsWithBytes(), KEY)).repeated()).isTrue();
        List<Map<String, Object>> others = new ArrayList<>(rowsWithBytes());
        others.set(2, Map.of("asset_id", "no id"));
        assertThat(refused(send(others, KEY))).isEqualTo("key-in-use");
    }

    private static List<Map<String, Object>> rowsWithBytes() {
        return IDS.stream()
                .map(id -> Map.of("asset_id", id, "thumbnail", new byte[] {1}, "owner", new Object()))
                .toList();
    }

    @Test
    void theCursorIsClosedWhateverBecomesOfTheRows() {
        AtomicInteger closed = new AtomicInteger();
        accepted(send(new Cursor(IDS, closed), KEY));
        assertThat(closed).hasValue(1);
        accepted(send(new Cursor(IDS, closed), KEY));
        assertThat(closed).as("of a repetition").hasValue(2);
        accepted(send(new Cursor(ids(10_500), closed), Map.of()));
        assertThat(closed).as("of a large one").hasValue(3);
        refused(send(new Cursor(List.of(IDS.get(0), 42), closed), Map.of()));
        assertThat(closed).as("of one that is refused").hasValue(4);
        endpointIsDown = true;
        deferred(send(new Cursor(IDS, closed), Map.of()));
        assertThat(closed).as("of one that is deferred").hasValue(5);
        accepted(accepting(messages(new Cursor(IDS, closed), new Cursor(IDS, closed))));
        assertThat(closed).as("of a batch").hasValue(7);
    }

    private Exchange accepting(List<Exchange> batch) {
        endpointIsDown = false;
        return send(batch, Map.of());
    }

    @Test
    void jsonThatTheHostHasUnmarshalledIsNotTakenForRows() {
        for (Object body : List.of(
                Map.of("asset_ids", IDS),
                Map.of("asset_id", IDS),
                Map.of("asset_ids", IDS, "reason", "expired"),
                Map.of("asset_id", Map.of("value", IDS.get(0))),
                List.of(Map.of("asset_id", bytes(IDS.get(0)))),
                List.of(Map.of("asset_id", new Object())))) {
            Exchange answer = send(body, Map.of());

            assertThat(refused(answer)).as("%s", body).isEqualTo("unsupported-body");
            assertThat(answer.getException(SubmissionRefusedException.class).remedy())
                    .contains("JSON");
        }
        assertThat(rows("SELECT count(*) FROM submission")).containsExactly("0");
        assertThat(accepted(send(List.of(Map.of("asset_id", IDS.get(0), "tags", List.of("x"))), Map.of()))
                        .accepted())
                .as("a list beside the id")
                .isEqualTo(1);
    }
}
