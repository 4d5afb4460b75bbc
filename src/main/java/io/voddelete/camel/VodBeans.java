package io.voddelete.camel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;

/**
 * The beans of the routes, found by their names only. Camel gives a component of a host, or a bean that asks for it, whatever
 * single bean of a type it finds in the registry, and that must never be one of ours; nor must ours keep it from finding the
 * host's.
 */
final class VodBeans implements BeanRepository {
    private final Map<String, Object> beans = new ConcurrentHashMap<>();

    /**
     * Lets the routes of this context refer to a bean. In a registry that is not of Camel's own kind, which neither Camel Main,
     * Spring Boot nor Quarkus has, it is a bean as any other.
     */
    static void bind(CamelContext context, String name, Object bean) {
        Registry registry = context.getRegistry();
        if (registry instanceof DefaultRegistry ofCamel) {
            of(ofCamel).beans.put(name, bean);
        } else {
            registry.bind(name, bean);
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
        registry.addBeanRepository(own);
        return own;
    }

    @Override
    public Object lookupByName(String name) {
        return name == null ? null : beans.get(name);
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
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
