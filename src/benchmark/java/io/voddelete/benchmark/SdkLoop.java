package io.voddelete.benchmark;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.vod.v1.VodClient;
import com.huaweicloud.sdk.vod.v1.model.DeleteAssetsRequest;
import io.voddelete.simulator.SimulatorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What the module is compared with: a loop over the official SDK that keeps nothing. Arguments: the endpoint, a file of ids, and
 * the number of threads. Prints the seconds from the first call to the last answer, and
 * the processor time from the start of the process on.
 */
public final class SdkLoop {
    private static final int BATCH = 10;

    private SdkLoop() {}

    /** Deletes the ids. */
    public static void main(String[] args) throws Exception {
        List<String> ids = Files.readAllLines(Path.of(args[1]));
        int threads = Integer.parseInt(args[2]);
        VodClient client = VodClient.newBuilder()
                .withHttpConfig(HttpConfig.getDefaultHttpConfig().withIgnoreSSLVerification(false))
                .withCredential(new BasicCredentials()
                        .withAk(SimulatorOptions.ACCESS_KEY)
                        .withSk(SimulatorOptions.SECRET_KEY)
                        .withProjectId(SimulatorOptions.PROJECT_ID))
                .withEndpoints(List.of(args[0]))
                .build();
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long begin = System.nanoTime();
        List<Future<Integer>> calls = IntStream.range(0, threads)
                .mapToObj(thread -> pool.submit(() -> call(client, ids, next)))
                .toList();
        int answered = 0;
        for (Future<Integer> each : calls) {
            answered += each.get();
        }
        double seconds = Machine.seconds(System.nanoTime() - begin);
        pool.shutdownNow();
        System.out.printf(
                Locale.ROOT,
                "%d ids in %.3f seconds, %d ms of processor time%n",
                answered,
                seconds,
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis());
        System.exit(0);
    }

    private static int call(VodClient client, List<String> ids, AtomicInteger next) {
        int answered = 0;
        for (int from = next.getAndAdd(BATCH); from < ids.size(); from = next.getAndAdd(BATCH)) {
            List<String> batch = ids.subList(from, Math.min(from + BATCH, ids.size()));
            answered += client.deleteAssets(new DeleteAssetsRequest().withAssetId(batch))
                    .getDeleteResultArray()
                    .size();
        }
        return answered;
    }
}
