package io.voddelete.kit;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.TypeConverterSupport;

/**
 * Converts like the ConversionService that Camel uses on Spring Boot: the first element of a collection, a method {@code toX}
 * of the source, a static {@code valueOf}, {@code of} or {@code from} of the target, or its constructor.
 */
public final class SpringConversion extends TypeConverterSupport {
    @Override
    public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
        if (value == null || type.getName().startsWith("org.apache.")) {
            return null;
        }
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        if (value instanceof Collection<?> many) {
            return many.isEmpty()
                    ? null
                    : convertTo(type, exchange, many.iterator().next());
        }
        try {
            return type.cast(converted(type, value));
        } catch (ReflectiveOperationException e) {
            throw new TypeConversionException(value, type, e);
        }
    }

    private static Object converted(Class<?> type, Object value) throws ReflectiveOperationException {
        for (Method method : value.getClass().getMethods()) {
            if (method.getName().equals("to" + type.getSimpleName())
                    && method.getParameterCount() == 0
                    && type.isAssignableFrom(method.getReturnType())
                    && Modifier.isPublic(value.getClass().getModifiers())) {
                return method.invoke(value);
            }
        }
        if (value instanceof java.nio.file.Path path && type == java.io.File.class) {
            return path.toFile(); // its class is not public, but its interface is
        }
        for (String name : List.of("valueOf", "of", "from")) {
            for (Method method : type.getMethods()) {
                if (method.getName().equals(name)
                        && Modifier.isStatic(method.getModifiers())
                        && List.of(method.getParameterTypes()).equals(List.of(value.getClass()))) {
                    return method.invoke(null, value);
                }
            }
        }
        for (var constructor : type.getConstructors()) {
            if (List.of(constructor.getParameterTypes()).equals(List.of(value.getClass()))) {
                return constructor.newInstance(value);
            }
        }
        return null;
    }
}
