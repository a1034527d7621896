# shellcheck shell=bash
# Sourced by residua and residua-submit: finds Java and the distribution, builds it in a source tree that has none.
# Sets java, distribution, log and opens.

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! "$java" -version >/dev/null 2>&1; then
  echo "[residua] java: expected a JDK 17, found none; install one, or set JAVA_HOME to it" >&2
  exit 2
fi

if [ -d "$here/lib" ]; then
  distribution=$here
else
  distribution=$here/target/residua
  source=$(dirname "$here")
  stamp=$here/target/built
  if [ ! -f "$stamp" ] || [ -n "$(find "$source"/pom.xml "$source"/*/pom.xml "$source"/{backbone,io,jobs}/src/main "$here/bin" "$here/conf" "$here/kubernetes" -type f -newer "$stamp" -print -quit)" ]; then
    echo "residua: building (once; the first time this downloads the dependencies) ..." >&2
    begun=$(mktemp)
    rm -rf "$distribution"
    "$source/mvnw" -q -f "$source/pom.xml" -Dquick -Dmaven.test.skip=true package >&2
    touch -r "$begun" "$stamp"
    rm -f "$begun"
  fi
fi

case ${RESIDUA_LOG:-} in
  '') log=$distribution/conf/log4j2.properties ;;
  json) log=$distribution/conf/log4j2-json.properties ;;
  *) echo "[residua] RESIDUA_LOG: expected json, or nothing, found $RESIDUA_LOG; correct it" >&2 && exit 2 ;;
esac

# What Spark and Arrow reach into on JDK 17; spark-submit adds the same by itself.
opens=()
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
  sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
opens+=("--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED")
