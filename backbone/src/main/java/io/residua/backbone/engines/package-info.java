/**
 * The engines by name.
 *
 * <p>Begin with {@link io.residua.backbone.engines.Engines}. The only package that knows every
 * engine; it loads the classes of one only when that one is asked for.
 */
package io.residua.backbone.engines;
