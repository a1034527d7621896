@NullMarked
package io.residua.io.container;

import org.jspecify.annotations.NullMarked;
