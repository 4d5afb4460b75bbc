package io.voddelete.route;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.kit.RouteKit;
import io.voddelete.sender.AskInfo;
import io.voddelete.sender.ClaimGroup;
import io.voddelete.sender.DeleteBatch;
import io.voddelete.vod.VodResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Settled ids without any call. */
final class Outcomes {
    private Outcomes() {}

    /** Accepts at most ten ids and settles them: the first ones as DELETED, the others as FAILED. */
    static void settle(RouteKit kit, List<String> ids, int deleted) throws Exception {
        settle(kit, kit.claim(ids), deleted);
    }

    /** Settles claimed ids. */
    static void settle(RouteKit kit, ClaimGroup group, int deleted) throws Exception {
        AskInfo askInfo = kit.bean("vodAskInfo", AskInfo.class);
        ClaimGroup living = askInfo.settle(
                askInfo.waitForSlot(group),
                answer("asset_info_array", group.claims(), i -> i < deleted ? "PUBLISHED" : "NO_ASSET"));
        if (!living.claims().isEmpty()) {
            DeleteBatch deleteBatch = kit.bean("vodDeleteBatch", DeleteBatch.class);
            Batch sent = deleteBatch.waitForSlot(deleteBatch.beginCall(new Batch(living.claims())));
            deleteBatch.settle(sent, answer("delete_result_array", living.claims(), i -> "DELETED"));
        }
    }

    private static VodResponse answer(String array, List<Claim> claims, IntFunction<String> word) {
        String items = IntStream.range(0, claims.size())
                .mapToObj(i -> "{\"asset_id\":\"%s\",\"status\":\"%s\"}"
                        .formatted(claims.get(i).assetId(), word.apply(i)))
                .collect(Collectors.joining(","));
        return VodResponse.of(200, "{\"%s\":[%s]}".formatted(array, items).getBytes(StandardCharsets.UTF_8), null);
    }
}
