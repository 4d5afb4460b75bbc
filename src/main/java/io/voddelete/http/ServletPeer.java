package io.voddelete.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The peer of a request to a servlet container, such as Tomcat below Spring Boot, of which Camel tells nothing but the request. */
final class ServletPeer {
    /** The message header that contains the request. Nobody can send an object in it. */
    static final String REQUEST = "CamelHttpServletRequest";

    private ServletPeer() {}

    /**
     * Returns the address and the port, as {@link RequestHead#REMOTE_ADDRESS} has them; null if the container does not know them.
     * It knows those of a client behind a proxy if the host has it trust that proxy.
     *
     * @param request the value of the header
     */
    static @Nullable String of(Object request) {
        if (request instanceof HttpServletRequest servlet && servlet.getRemoteAddr() != null) {
            return servlet.getRemoteAddr() + ":" + Math.max(0, servlet.getRemotePort());
        }
        return null;
    }
}
