/** Installs the module in a Camel context: the processors, the beans of the routes, the clients and their limits. */
package io.voddelete.camel;
