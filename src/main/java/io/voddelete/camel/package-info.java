/** Puts the module into a Camel context: the processors, the beans that routes name, the clients and their limits. */
package io.voddelete.camel;
