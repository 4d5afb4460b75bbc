package io.voddelete.camel;

import java.util.Set;

/** Lists the keys of a host whose properties Camel can look up and not list. Found in the registry of the Camel context. */
public interface HostKeys {
    /** The keys that begin with {@code vod.} and have a value, as the module spells them. */
    Set<String> keys();
}
