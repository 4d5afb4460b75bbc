package io.voddelete.simulator;

import io.voddelete.simulator.Chance.Draw;
import io.voddelete.simulator.Chance.Fault;
import io.voddelete.simulator.ScriptedAnswer.Ending;
import io.voddelete.simulator.World.Deletion;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Carries out the calls that passed the gate: as scripted for the next call, else by the world and by chance. Thread-safe. */
final class AssetService {

    /** The answer to a call, how it goes out, and whether the call deleted anything. */
    record Outcome(Reply reply, Manner manner, boolean acted) {}

    private final World world;
    private final Chance chance;
    private final boolean infoRefused;
    private final Map<CallKind, Queue<ScriptedAnswer>> scripts = new EnumMap<>(CallKind.class);

    AssetService(World world, Chance chance, boolean infoRefused) {
        this.world = world;
        this.chance = chance;
        this.infoRefused = infoRefused;
        for (CallKind kind : CallKind.values()) {
            scripts.put(kind, new ConcurrentLinkedQueue<>());
        }
    }

    void script(ScriptedAnswer answer) {
        scripts.get(answer.kind()).add(answer);
    }

    Outcome carryOut(ApiCall call) {
        ScriptedAnswer script = scripts.get(call.kind()).poll();
        if (script != null) {
            return scripted(call, script);
        }
        Draw draw = chance.next();
        Manner manner = Manner.after(draw.latency());
        return call.kind() == CallKind.INFO
                ? new Outcome(info(call), manner, false)
                : delete(call, draw.fault(), manner);
    }

    private Outcome scripted(ApiCall call, ScriptedAnswer script) {
        Manner manner = new Manner(script.delay(), script.ending(), script.drip());
        if (script.kind() == CallKind.INFO) {
            return new Outcome(script.over(info(call)), manner, false);
        }
        if (!script.deed()) {
            return new Outcome(script.over(Reply.html(503)), manner, false);
        }
        Deletion deletion = world.delete(call.assetIds(), call.originOnly());
        return new Outcome(script.over(answer(deletion)), manner, deletion.acted());
    }

    private Outcome delete(ApiCall call, Fault fault, Manner manner) {
        if (fault == Fault.BEFORE_THE_DEED) {
            return new Outcome(ApiError.UNAVAILABLE.reply(), manner, false);
        }
        Deletion deletion = world.delete(call.assetIds(), call.originOnly());
        return switch (fault) {
            case BAD_GATEWAY_AFTER_THE_DEED -> new Outcome(Reply.html(502), manner, deletion.acted());
            case NO_ANSWER_AFTER_THE_DEED ->
                new Outcome(answer(deletion), manner.ending(Ending.NO_ANSWER), deletion.acted());
            default -> new Outcome(answer(deletion), manner, deletion.acted());
        };
    }

    private static Reply answer(Deletion deletion) {
        if (deletion.refusal() != null) {
            return deletion.refusal().reply();
        }
        if (deletion.badGateway()) {
            return Reply.html(502);
        }
        String items = deletion.deleted().entrySet().stream()
                .map(item -> "{\"asset_id\":" + Json.quote(item.getKey()) + ",\"status\":\""
                        + (item.getValue() ? "DELETED" : "FAILED") + "\"}")
                .collect(Collectors.joining(","));
        return Reply.json(200, "{\"delete_result_array\":[" + items + "]}");
    }

    private Reply info(ApiCall call) {
        if (infoRefused) {
            return ApiError.NOT_PERMITTED.reply();
        }
        Map<String, AssetStatus> statuses = world.info(call.assetIds());
        String items = statuses.entrySet().stream()
                .map(item -> "{\"asset_id\":" + Json.quote(item.getKey()) + ",\"status\":\"" + item.getValue()
                        + "\",\"base_info\":{\"title\":" + Json.quote("asset " + item.getKey()) + "}}")
                .collect(Collectors.joining(","));
        return Reply.json(
                200, "{\"asset_info_array\":[" + items + "],\"is_truncated\":0,\"total\":" + statuses.size() + '}');
    }
}
