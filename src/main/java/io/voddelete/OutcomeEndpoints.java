package io.voddelete;

import io.voddelete.asset.Text;
import io.voddelete.pipeline.Causes;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.support.LifecycleStrategySupport;

/** Resolves the endpoints of outcomes before any route is built: Camel's own fault would name the URI and no setting. */
final class OutcomeEndpoints extends LifecycleStrategySupport {
    private final Settings settings;

    OutcomeEndpoints(Settings settings) {
        this.settings = settings;
    }

    /** @throws SettingsException if one cannot be used */
    @Override
    public void onContextInitializing(CamelContext context) {
        List.of(Setting.SUCCESS_URI, Setting.FAILURE_URI, Setting.REJECTED_URI)
                .forEach(setting -> resolve(context, setting));
    }

    private void resolve(CamelContext context, Setting setting) {
        String uri = settings.text(setting);
        try {
            if (context.getEndpoint(uri) instanceof FileEndpoint files) {
                LocalePath.fault(files.getFile().getPath()).ifPresent(fault -> {
                    throw settings.given(setting).fault(fault);
                });
            }
        } catch (SettingsException e) {
            throw e;
        } catch (RuntimeException e) {
            SourceAddress address = new SourceAddress(uri);
            String cause = address.hide(String.valueOf(Causes.innermost(e).getMessage()));
            throw settings.given(setting)
                    .showing(address.shown())
                    .fault("and that endpoint cannot be used: " + Text.visible(cause)
                            + ". Legal: an endpoint of a Camel component on the class path");
        }
    }
}
