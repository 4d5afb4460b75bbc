package io.voddelete.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps that trials wait at are named by text: one that does not exist would be waited for in vain. */
class StepsTest {
    static Stream<String> steps() {
        return Stream.concat(
                ZombieTrial.STEPS.stream(),
                DiskTrial.STEPS.stream().map(full -> full.step().method()));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void eachStepIsAMethodOfTheModule(String step) throws ClassNotFoundException {
        int dot = step.lastIndexOf('.');
        Class<?> type = Class.forName("io.voddelete." + step.substring(0, dot));

        assertThat(Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName()))
                .contains(step.substring(dot + 1));
    }
}
