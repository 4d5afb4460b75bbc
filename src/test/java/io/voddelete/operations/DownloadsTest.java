package io.voddelete.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voddelete.http.HttpProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DownloadsTest {
    private static final int SIZE = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final Downloads downloads = new Downloads(now::get);

    @Test
    void oneMoreIsRefusedUntilOneIsClosedOrReadToItsEnd() throws IOException {
        List<InputStream> open = fill();

        isRefused();

        open.get(2).close();
        begin();
        isRefused();
        assertThat(open.get(0).readAllBytes()).hasSize(SIZE);
        begin();
        isRefused();
    }

    @Test
    void aClosedOneIsAtItsEnd() throws IOException {
        InputStream download = begin();
        assertThat(download.read()).isZero();
        download.close();
        assertThat(download.read()).isEqualTo(-1);
    }

    @Test
    void oneThatIsHardlyReadGivesItsPlaceToAnotherOne() throws IOException {
        List<InputStream> open = fill();
        for (InputStream each : List.of(open.get(0), open.get(2), open.get(3))) {
            each.readNBytes(200_000);
        }
        open.get(1).readNBytes(5_000);
        pass(5);
        isRefused();

        pass(1);

        assertThat(begin().readAllBytes()).hasSize(SIZE);
        assertThatThrownBy(() -> open.get(1).read())
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        assertThat(open.get(3).readAllBytes()).hasSize(SIZE - 200_000);
    }

    private List<InputStream> fill() {
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < Downloads.MOST; i++) {
            open.add(begin());
        }
        return open;
    }

    private InputStream begin() {
        return downloads.begin(() -> new ByteArrayInputStream(new byte[SIZE]));
    }

    private void isRefused() {
        HttpProblemException refused = catchThrowableOfType(HttpProblemException.class, this::begin);
        assertThat(refused.reply().status()).isEqualTo(503);
        assertThat(refused.reply().headers()).containsKey("Retry-After");
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
