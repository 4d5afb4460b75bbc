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
 * After all tests of a route file have passed: a step of an error branch that none of them took is a fault of the tests.
 * Camel's coverage, which the other steps are checked by, leaves these branches out.
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
                    .as("steps of error branches that no test has taken")
                    .isEmpty();
        }
    }
}
