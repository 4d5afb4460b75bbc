package io.voddelete.sender;

import io.voddelete.asset.Batch;
import io.voddelete.asset.Claim;
import io.voddelete.asset.Result;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.vod.DeleteResponse;
import io.voddelete.vod.Settlement;
import io.voddelete.vod.VodResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores what the response to a DELETE call means for each id, and decides on the next call of the batch. */
public final class SettleCall {
    private static final Logger LOG = LoggerFactory.getLogger(DeleteBatch.class);

    private final Settlement settlement;
    private final AskInfo askInfo;
    private final CallErrors errors;
    private final PoisonIdFinder poisonIds;
    private final ResultWriter results;
    private final TimeSource clock;

    public SettleCall(
            Settlement settlement,
            AskInfo askInfo,
            CallErrors errors,
            PoisonIdFinder poisonIds,
            ResultWriter results,
            TimeSource clock) {
        this.settlement = settlement;
        this.askInfo = askInfo;
        this.errors = errors;
        this.poisonIds = poisonIds;
        this.results = results;
        this.clock = clock;
    }

    Batch settle(Batch batch, VodResponse httpResponse) {
        DeleteResponse response = errors.judge(batch, DeleteResponse.read(httpResponse));
        errors.arrived(batch, response.error(), httpResponse.pass());
        Instant now = clock.instant();
        List<Result> ofIds = settlement.ofAnswer(batch.claims(), response, askInfo.isPermitted(), now);
        List<Claim> kept = ofIds.stream()
                .filter(Result.Kept.class::isInstance)
                .map(Result::claim)
                .toList();
        PoisonIdFinder.Step step = poisonIds.after(batch, response.error(), kept);
        results.store(withFree(ofIds, step.free(), now), httpResponse.requestId(), batch.requireLeaseUntil());
        if (response.error() == null) {
            logForeign(batch, response);
        }
        errors.answered(batch, response.error(), httpResponse.pass());
        return step.next();
    }

    private static List<Result> withFree(List<Result> ofIds, List<Claim> free, Instant now) {
        if (free.isEmpty()) {
            return ofIds;
        }
        List<Result> all = new ArrayList<>(ofIds);
        free.forEach(claim -> all.add(new Result.Later(claim, claim.known(), now)));
        return all;
    }

    private static void logForeign(Batch batch, DeleteResponse response) {
        Map<String, Claim> asked = batch.byAssetId();
        response.words().keySet().stream()
                .filter(id -> !asked.containsKey(id))
                .findFirst()
                .ifPresent(id -> LOG.warn(
                        "VOD's response names '{}', which was not in the call; that part of the response is ignored",
                        Text.visible(id)));
    }
}
