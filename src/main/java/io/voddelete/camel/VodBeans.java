package io.voddelete.camel;

import io.voddelete.settings.SettingsException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The beans of the routes, which can be found only by name. For autowiring, Camel uses the single bean of a type in the
 * registry: that must never be one of ours, and ours must not prevent it from finding the host's. A host must not have a bean
 * with one of these names: Camel would use it as a step of our routes, or ours in the host's.
 */
final class VodBeans implements BeanRepository {
    private final Map<String, Object> beans = new ConcurrentHashMap<>();

    /**
     * Lets the routes of this context refer to a bean. In a registry that is not of Camel's own kind, which neither Camel Main,
     * Spring Boot nor Quarkus has, it is a bean as any other.
     *
     * @throws SettingsException if the host has a bean of this name
     */
    static void bind(CamelContext context, String name, Object bean) {
        Registry registry = context.getRegistry();
        if (registry instanceof DefaultRegistry ofCamel) {
            VodBeans own = of(ofCamel);
            own.requireFree(ofCamel, List.of(name));
            own.beans.put(name, bean);
        } else {
            registry.bind(name, bean);
        }
    }

    /**
     * Call when the host has bound its beans.
     *
     * @throws SettingsException if the host has a bean of a name that is bound here
     */
    static void requireOwn(CamelContext context) {
        if (context.getRegistry() instanceof DefaultRegistry ofCamel) {
            VodBeans own = of(ofCamel);
            own.requireFree(ofCamel, own.beans.keySet().stream().sorted().toList());
        }
    }

    /** Takes all beans back, of an installation that has ended. */
    static void unbindAll(CamelContext context) {
        if (context.getRegistry() instanceof DefaultRegistry ofCamel) {
            of(ofCamel).beans.clear();
        }
    }

    /** Asks every place that Camel looks in: our bean may hide that of the host, or be hidden by it. */
    private void requireFree(DefaultRegistry registry, List<String> names) {
        List<BeanRepository> others = new ArrayList<>(registry.getRepositories());
        others.remove(this);
        others.add(registry.getSupplierRegistry());
        others.add(registry.getFallbackRegistry());
        List<String> faults = names.stream()
                .filter(name -> others.stream().anyMatch(other -> other.lookupByName(name) != null))
                .map(
                        name -> "the host application has a bean named '" + name
                                + "', a name of this module's own beans. Rename that bean; names that begin with 'vod' are for this module")
                .toList();
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
    }

    private static VodBeans of(DefaultRegistry registry) {
        if (registry.getRepositories() != null) {
            for (BeanRepository each : registry.getRepositories()) {
                if (each instanceof VodBeans own) {
                    return own;
                }
            }
        }
        VodBeans own = new VodBeans();
        try {
            registry.addBeanRepository(own);
        } catch (NullPointerException e) {
            addToNone(registry, own);
        }
        return own;
    }

    /** In Camel 4.17 a registry without repositories takes none: it makes its list only when null is added to it. */
    private static void addToNone(DefaultRegistry registry, VodBeans own) {
        try {
            Field repositories = DefaultRegistry.class.getDeclaredField("repositories");
            repositories.setAccessible(true);
            repositories.set(registry, new ArrayList<>(List.of(own)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable Object lookupByName(@Nullable String name) {
        return name == null ? null : beans.get(name);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(@Nullable String name, Class<T> type) {
        Object bean = lookupByName(name);
        return type.isInstance(bean) ? type.cast(bean) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }
}
