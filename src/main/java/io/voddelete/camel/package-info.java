/** Installs the module in a Camel context: the processors, the beans of the routes, the clients and their limits. */
@NullMarked
package io.voddelete.camel;

import org.jspecify.annotations.NullMarked;
