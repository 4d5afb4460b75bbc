/**
 * What Spring Boot is told about the module: which keys its environment holds, and how a start that is refused is reported.
 * Works on Spring Boot 3.5 and 4; a host without it never loads this package.
 */
@NullMarked
package io.voddelete.spring;

import org.jspecify.annotations.NullMarked;
