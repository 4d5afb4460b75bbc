package io.voddelete.spring;

import io.voddelete.settings.SettingsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a start that the module refuses in one message, in place of a stack trace. */
final class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, SettingsException refused) {
        return new FailureAnalysis(
                refused.getMessage(),
                "Correct what is named above in the application's properties and start it again."
                        + " With vod.embedded=false it starts without the module.",
                refused);
    }
}
