package io.voddelete.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Fails if the tests of a route file pass without executing every step of its error branches. Camel's own coverage, used
 * for all other steps, does not include these branches.
 */
final class EveryErrorStepIsTaken implements AfterEachCallback, AfterAllCallback {
    private final Set<String> untaken = new TreeSet<>();
    private int passed;

    @Override
    public void afterEach(ExtensionContext test) {
        RouteKit kit = (RouteKit) test.getRequiredTestInstance();
        if (passed == 0) {
            untaken.addAll(RouteFile.named(kit.routeFile()).stepsOfErrorBranches());
        }
        untaken.removeAll(kit.takenSteps());
        passed += test.getExecutionException().isEmpty() ? 1 : 0;
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        int all = AnnotationSupport.findAnnotatedMethods(
                        tests.getRequiredTestClass(), Test.class, HierarchyTraversalMode.BOTTOM_UP)
                .size();
        if (passed == all) {
            assertThat(untaken)
                    .as("steps of error branches that no test executed")
                    .isEmpty();
        }
    }
}
