/**
 * Tries the assembled distribution as its users do: by its scripts, in processes that are killed.
 */
package io.residua.deploy;
