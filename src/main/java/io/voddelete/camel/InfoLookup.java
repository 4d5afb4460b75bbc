package io.voddelete.camel;

import io.voddelete.asset.AssetId;
import io.voddelete.asset.AssetInfo;
import io.voddelete.plan.AssetFacts;
import io.voddelete.plan.AssetFacts.Presence;
import io.voddelete.plan.AssetLookup;
import io.voddelete.plan.LookupException;
import io.voddelete.sender.Question;
import io.voddelete.sender.SurveyCalls;
import io.voddelete.support.CallDeferredException;
import io.voddelete.support.RootCause;
import io.voddelete.support.Text;
import io.voddelete.support.TimeSource;
import io.voddelete.support.WakeUp;
import io.voddelete.vod.AssetDetails;
import io.voddelete.vod.InfoResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Asks VOD about the assets of a plan by the route {@code vod-ask-for-plan}. */
final class InfoLookup implements AssetLookup {
    /** A slot that is further away is not worth the wait of whoever needs the plan. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int LONGEST_TEXT = AssetInfo.LONGEST_TITLE;

    private final SurveyCalls calls;
    private final BiFunction<AssetId, AssetDetails, Optional<String>> protectedBy;
    private final Supplier<Optional<String>> whyNot;
    private final WakeUp stop;
    private final TimeSource clock;
    /** Null until it is bound. */
    private @Nullable ProducerTemplate template;

    /**
     * @param protectedBy why an asset is never deleted; empty if it may be
     * @param whyNot why this process makes no calls; empty if it does
     */
    InfoLookup(
            SurveyCalls calls,
            BiFunction<AssetId, AssetDetails, Optional<String>> protectedBy,
            Supplier<Optional<String>> whyNot,
            WakeUp stop,
            TimeSource clock) {
        this.calls = calls;
        this.protectedBy = protectedBy;
        this.whyNot = whyNot;
        this.stop = stop;
        this.clock = clock;
    }

    void bind(CamelContext context) {
        template = context.createProducerTemplate();
        VodBeans.bind(context, "vodSurveyCalls", calls);
    }

    @Override
    public List<AssetFacts> ask(List<AssetId> assetIds) throws LookupException {
        return ask(assetIds, LONGEST_WAIT);
    }

    @Override
    public List<AssetFacts> ask(List<AssetId> assetIds, Duration longest) throws LookupException {
        ProducerTemplate asks = template;
        Optional<String> none = whyNot.get();
        if (none.isPresent() || asks == null) {
            throw new LookupException(none.orElse("this process is starting"), true);
        }
        Question question = new Question(
                assetIds, clock.instant().plus(longest.compareTo(LONGEST_WAIT) < 0 ? longest : LONGEST_WAIT));
        Exchange exchange = asks.request(
                "direct:vod-ask-for-plan", each -> each.getMessage().setBody(question));
        if (exchange.getException() != null) {
            calls.release(question);
            throw fault(exchange.getException());
        }
        return facts(assetIds, exchange.getMessage().getBody(InfoResponse.class));
    }

    private LookupException fault(Exception exception) {
        Throwable cause = RootCause.innermost(exception);
        boolean deferred = cause instanceof CallDeferredException;
        if (deferred && stop.isStopping()) {
            throw (CallDeferredException) cause;
        }
        return new LookupException(deferred ? Text.visible(cause.getMessage()) : RootCause.shown(cause), deferred);
    }

    private List<AssetFacts> facts(List<AssetId> assetIds, @Nullable InfoResponse answer) throws LookupException {
        if (answer == null) {
            throw new LookupException("the route vod-ask-for-plan was changed and returns no answer", true);
        }
        if (answer.error() != null) {
            throw new LookupException(
                    (answer.isNotPermitted() ? "asset/info is not permitted: " : "") + answer.error(),
                    answer.isNotPermitted());
        }
        return assetIds.stream().map(each -> facts(each, answer)).toList();
    }

    private AssetFacts facts(AssetId assetId, InfoResponse answer) {
        AssetDetails details = answer.details(assetId);
        AssetDetails.Category category = details.category();
        Presence presence = switch (answer.state(assetId)) {
            case ABSENT -> Presence.NOT_FOUND;
            case DELETED, DELETING -> Presence.GONE;
            case BUSY, IDLE -> Presence.LIVING;
            case UNKNOWN -> Presence.UNKNOWN;
        };
        return new AssetFacts(
                assetId,
                presence,
                cut(details.status()),
                cut(details.title()),
                details.created(),
                category == null || category.id().equals("-1") ? "" : cut(category.name()),
                presence == Presence.LIVING || presence == Presence.UNKNOWN
                        ? protectedBy
                                .apply(assetId, details)
                                .map(InfoLookup::cut)
                                .orElse(null)
                        : null,
                details.modified());
    }

    /** Untrusted, and escaped only where it is shown. */
    private static String cut(@Nullable String text) {
        return text == null ? "" : Text.beginning(text, LONGEST_TEXT);
    }
}
