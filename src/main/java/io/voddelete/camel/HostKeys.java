package io.voddelete.camel;

import java.util.Optional;
import java.util.Set;

/** The properties of a host that Camel can look up but not list. Found in the registry of the Camel context. */
public interface HostKeys {
    /** The keys that begin with {@code vod.} and have a value, as the module spells them. */
    Set<String> keys();

    /** The value of a key, which is not logged: Camel's own look-up logs values at DEBUG, and this is used for secrets. */
    Optional<String> value(String key);
}
