package io.voddelete.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class FatalErrorsTest {
    /** As a class whose constants take memory. */
    private static final class FindsNoMemory {
        static final Object CONSTANT = make();

        private static Object make() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    private static final class FindsAFault {
        static final Object CONSTANT = make();

        private static Object make() {
            throw new IllegalStateException("OutOfMemoryError");
        }
    }

    @Test
    void noMemoryIsFatalAlsoAsACause() {
        OutOfMemoryError none = new OutOfMemoryError();

        assertThat(FatalErrors.find(new IllegalStateException(new RuntimeException(none))))
                .isSameAs(none);
        assertThat(FatalErrors.isNoMemoryIn(new IllegalStateException(none))).isTrue();
    }

    @Test
    void otherErrorsOfTheJvmAreFatalAndADeepStackIsNot() {
        InternalError internal = new InternalError();

        assertThat(FatalErrors.find(new RuntimeException(internal))).isSameAs(internal);
        assertThat(FatalErrors.isNoMemoryIn(internal)).isFalse();
        assertThat(FatalErrors.find(new StackOverflowError())).isNull();
        assertThat(FatalErrors.find(new NoClassDefFoundError("missing"))).isNull();
    }

    /** The first use says that there was no memory, each later one only that there is no such class. */
    @Test
    void aClassThatFoundNoMemoryStaysFatal() {
        assertThat(catchThrowable(() -> String.valueOf(FindsNoMemory.CONSTANT))).isInstanceOf(OutOfMemoryError.class);
        Throwable later = catchThrowable(() -> String.valueOf(FindsNoMemory.CONSTANT));

        assertThat(later).isInstanceOf(NoClassDefFoundError.class);
        assertThat(FatalErrors.find(later)).isNotNull();
        assertThat(FatalErrors.isNoMemoryIn(later)).isTrue();
    }

    @Test
    void aClassWithAnotherFaultDoesNotEndTheProcess() {
        assertThat(catchThrowable(() -> String.valueOf(FindsAFault.CONSTANT)))
                .isInstanceOf(ExceptionInInitializerError.class)
                .extracting(FatalErrors::find)
                .isNull();
        assertThat(catchThrowable(() -> String.valueOf(FindsAFault.CONSTANT)))
                .extracting(FatalErrors::find)
                .isNull();
    }

    @Test
    void causesThatGoRoundInACircleAreLeft() {
        Exception one = new IllegalStateException();
        one.initCause(new IllegalStateException(one));

        assertThat(FatalErrors.find(one)).isNull();
    }
}
