package io.residua.io.lake;

/**
 * One file of the input, as it was when the input was listed.
 *
 * @param uri Hadoop's {@code Path.toString}, unescaped
 * @param length bytes
 * @param modifiedMillis modification time in milliseconds since 1970 UTC, as the store gives it
 */
public record LakeImage(String uri, long length, long modifiedMillis) {}
