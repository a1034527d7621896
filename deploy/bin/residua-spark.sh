# shellcheck shell=bash disable=SC2154  # java, here, distribution and log are residua-env.sh's; the others residua-submit's
# Sourced by residua-submit: which Spark, which profile, and what of spark-submit's options nobody gave.

# Sets spark_submit and spark_home; both are empty where no Spark is installed.
find_spark() {
  spark_submit='' spark_home=''
  if [ -n "${SPARK_HOME:-}" ] && [ -x "$SPARK_HOME/bin/spark-submit" ]; then
    spark_submit=$SPARK_HOME/bin/spark-submit
  elif command -v spark-submit >/dev/null; then
    spark_submit=$(command -v spark-submit)
  else
    return 0
  fi
  spark_home=$(dirname "$(dirname "$(readlink -f "$spark_submit")")")
}

# given KEY [OPTION]: what the user says of a property of Spark, in the order of spark-submit; empty when nothing.
given() {
  local key=$1 option=${2:-$1} by_option='' by_conf='' i
  for ((i = 0; i < ${#spark_options[@]}; i++)); do
    case ${spark_options[i]} in
      "$option") by_option=${spark_options[i + 1]} ;;
      --conf | -c) [[ ${spark_options[i + 1]} != "$key="* ]] || by_conf=${spark_options[i + 1]#*=} ;;
    esac
  done
  [ -n "$by_option$by_conf" ] || by_conf=$(property "$key")
  echo "${by_option:-$by_conf}"
}

# What files say of a property: --properties-file, and spark-defaults.conf where spark-submit reads it, too.
property() {
  local defaults="${SPARK_CONF_DIR:-${spark_home:-$distribution/spark}/conf}/spark-defaults.conf" named='' both='' value='' i file
  for ((i = 0; i < ${#spark_options[@]}; i++)); do
    case ${spark_options[i]} in
      --properties-file) named=${spark_options[i + 1]} ;;
      --load-spark-defaults) both=1 ;;
    esac
  done
  for file in "${named:-$defaults}" ${both:+"$defaults"}; do
    [ -z "$value" ] && [ -f "$file" ] || continue
    value=$(sed -n "s/^[[:space:]]*${1//./\\.}[[:space:]=:]\{1,\}//p" "$file" | tail -n 1)
  done
  echo "$value"
}

# option_of_command OPTION ARGUMENT...: the last value Residua's command gives an option; empty when none.
option_of_command() {
  local option=$1 value=''
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      "$option") value=${2-} ;;
      "$option="*) value=${1#*=} ;;
    esac
    shift
  done
  echo "$value"
}

choose_profile() {
  case $master in
    local | local\[* | local-cluster*) profile=local ;;
    spark://*) profile=standalone ;;
    yarn) profile=yarn ;;
    k8s://*) profile=kubernetes ;;
    *) refuse "--master: expected local[N], spark://host:port, yarn or k8s://https://host:port, found $master" ;;
  esac
  case ${deploy_mode:=client} in
    client) ;;
    cluster) [ "$profile" != local ] || refuse "--deploy-mode: expected client with --master $master, found cluster" ;;
    *) refuse "--deploy-mode: expected client or cluster, found $deploy_mode" ;;
  esac
}

require_spark() {
  if [ -z "$spark_submit" ]; then
    [ -z "$dry_run" ] || return 0
    case $profile in
      yarn | kubernetes) refuse "Spark: expected an installation of Spark 4.1 with Scala 2.13 for $master, found none; set SPARK_HOME, or put spark-submit on the PATH" ;;
    esac
    return 0
  fi
  local core
  core=$(find "$spark_home/jars" -maxdepth 1 -name 'spark-core_*.jar' 2>/dev/null | head -n 1) || true # pip's is elsewhere
  case ${core##*/} in
    '' | spark-core_2.13-4.1.*) ;;
    *) refuse "$spark_home: expected Spark 4.1 with Scala 2.13, found ${core##*/}; set SPARK_HOME to another" ;;
  esac
}

# What the profile says and nobody else.
choose_defaults() {
  local key value
  while read -r key value; do
    case $key in '' | \#*) continue ;; esac
    [ "$key" != spark.executor.cores ] || default_cores=$value
    [ -n "$(given "$key" "$(option_of "$key")")" ] || chosen+=(--conf "$key=${value//\$\{distribution\}/$distribution}")
  done <"$distribution/conf/profiles/$profile.conf"
}

option_of() {
  case $1 in
    spark.executor.cores) echo --executor-cores ;;
    spark.executor.memory) echo --executor-memory ;;
    spark.driver.memory) echo --driver-memory ;;
    spark.executor.instances) echo --num-executors ;;
  esac
}

slots() {
  case $master in
    local) echo 1 ;;
    local\[*)
      local threads=${master#local[}
      threads=${threads%%[],]*}
      if [ "$threads" = '*' ]; then getconf _NPROCESSORS_ONLN; else echo "$threads"; fi
      ;;
    *)
      local cores
      cores=$(given spark.executor.cores --executor-cores)
      echo "${cores:-${default_cores:-1}}"
      ;;
  esac
}

# choose_memory OPTION...: memory that extract wants with these options, where nobody gave any.
choose_memory() {
  local wanted=() key option advice size
  for key in spark.executor.memory spark.executor.memoryOverhead spark.driver.memory spark.driver.memoryOverhead; do
    [ -n "$(given $key "$(option_of $key)")$(given ${key}Factor)" ] || wanted+=("$key") # Spark has factors of overheads
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  size_of "$@"
  advice=$("$here/bin/residua" plan --resources --slots "$(slots)" "${sized[@]}" --master "$master") || {
    local status=$?
    echo "[residua-submit] memory: expected options of extract that it can be computed from, found those above; correct them, or give --executor-memory, --driver-memory and --conf spark.executor.memoryOverhead=... and spark.driver.memoryOverhead=..." >&2
    exit $status
  }
  local said=''
  for key in "${wanted[@]}"; do
    option=$(option_of "$key")
    size=$(sed -nE "1s/.*($key=${option:+|$option })([0-9]+m).*/\2/p" <<<"$advice")
    [ -z "$size" ] || { chosen+=(--conf "$key=$size") && said+="${said:+, }$key=$size"; }
  done
  [ -z "$said" ] || echo "residua-submit: $profile, $deploy_mode mode: $said; for ${advice#*# }" >&2
}

# Sets sized: options to compute memory by, for a driver on another machine with what is known here.
size_of() {
  sized=("$@")
  [ "$deploy_mode" = cluster ] || return 0
  sized=(--precision f32 "$@") # "auto" is that machine's to decide; f32 takes most
  local weights
  weights=$(option_of_command --weights "$@")
  case $weights in
    '' | *:*) ;;
    *)
      if [ ! -f "$weights" ]; then
        [ -n "$(option_of_command --model "$@")" ] || refuse "$weights: expected weights that are on this machine, too, found none; give --model, so that memory can be computed without them"
        sized+=(--weights generated:0)
      fi
      ;;
  esac
}

# In cluster mode the driver is on another machine: sends the weights there, by their name alone.
bring_files() {
  case $profile in yarn | kubernetes) ;; *) return 0 ;; esac
  local i option value
  for ((i = 0; i < ${#command[@]}; i++)); do
    case ${command[i]} in
      --weights=* | --calibration=*) option=${command[i]%%=*} value=${command[i]#*=} ;;
      --weights | --calibration) option=${command[i]} value=${command[i + 1]-} ;;
      *) continue ;;
    esac
    [ -f "$value" ] || continue
    [ "$option" = --weights ] || refuse "$value: expected a calibration on a store that the driver reads, too, found a file of this machine; put it there, or use --deploy-mode client"
    if [ "$profile" = kubernetes ] && [ -z "$(given spark.kubernetes.file.upload.path)" ]; then
      refuse "$value: expected --conf spark.kubernetes.file.upload.path=s3a://bucket/folder to send it by, found none; give that, a file of the image, or --deploy-mode client"
    fi
    files+=,$(readlink -f "$value")
    value=$(basename "$(readlink -f "$value")")
    case ${command[i]} in
      *=*) command[i]=$option=$value ;;
      *) command[i + 1]=$value ;;
    esac
  done
}

# list_jars COMMAND: sets main_jar and jars. Kubernetes' pods have them in their image, as has a driver in one; a driver
# on a machine outside sends its own.
list_jars() {
  local folders=("$distribution/lib") # its folders are left at home, but for what the command names
  case " $1 " in
    *dl4j* | *.zip\ *) folders+=("$distribution/lib/dl4j") ;; # its engine, or weights in its graph
  esac
  case " ${spark_options[*]-} $1 " in
    *s3a*) folders+=("$distribution/lib/s3a") ;; # a uri, or a setting such as spark.hadoop.fs.s3a.endpoint
  esac
  main_jar=$(echo "$distribution"/lib/residua-jobs-*.jar)
  jars=$(find "${folders[@]}" -maxdepth 1 -name '*.jar' ! -path "$main_jar" | LC_ALL=C sort | paste -sd, -)
  if [ "$profile" = kubernetes ] && { [ "$deploy_mode" = cluster ] || [ "$distribution" = /opt/residua ]; }; then
    main_jar=${main_jar/#$distribution/local:///opt/residua}
    jars=${jars//$distribution/local:///opt/residua}
  fi
}

run_spark() {
  local log_option="\"-Dlog4j2.configurationFile=$log\"" # Spark's launcher splits options, but for what is quoted
  if [ -n "$dry_run" ]; then
    print_command "$@"
    return 0
  fi
  [ "$deploy_mode" = cluster ] || export SPARK_SUBMIT_OPTS="$log_option ${SPARK_SUBMIT_OPTS:-}"
  if [ -n "$spark_submit" ]; then
    start "$spark_submit" "$@"
  else
    run_own_spark "$@"
  fi
}

# For a shell, without the values of properties whose names Spark keeps from its logs, too.
print_command() {
  local word name
  # shellcheck disable=SC2016  # the user's options are the shell's to fill in
  [ "$deploy_mode" = cluster ] || printf 'SPARK_SUBMIT_OPTS=%q" ${SPARK_SUBMIT_OPTS:-}" ' "$log_option"
  printf '%q ' "${spark_submit:-spark-submit}"
  for word in "$@"; do
    name=${word#--conf=} && name=${name%%=*}
    case ${name,,} in
      "${word,,}" | *.secretkeyref.*) ;;
      spark.*secret* | spark.*password* | spark.*token* | spark.*access.key* | spark.*accesskey*) word=${word%%"$name"*}$name=REDACTED ;;
    esac
    printf '%q ' "$word"
  done
  echo
}

# Becomes spark-submit; but Spark's clients of standalone clusters and Kubernetes, in cluster mode, end with 0 however the
# driver ended: they log that.
start() {
  case $profile-$deploy_mode in
    standalone-cluster) wait_for spark.standalone.submit.waitAppCompletion "$@" ;;
    kubernetes-cluster) wait_for spark.kubernetes.submission.waitAppCompletion "$@" ;;
    *) exec "$@" ;;
  esac
}

# wait_for KEY COMMAND...: ends as the driver did, unless the user set KEY to false.
wait_for() {
  [ "$(given "$1")" != false ] || exec "${@:2}"
  local log code status=0
  log=$(mktemp)
  "${@:2}" 2>&1 | tee "$log" >&2 || status=$?
  code=$(sed -nE 's/.*State of driver .* is FINISHED.*/0/p; s/^[[:space:]]*exit code: ([0-9]+)$/\1/p' "$log" | tail -n 1)
  rm -f "$log"
  [ "$status" = 0 ] || exit "$status"
  if [ -z "$code" ]; then
    echo "[residua-submit] driver: expected it to end with exit code 0, found another end, or none in the log above (which must have INFO); its own output is in its pod's log, or on its worker in work/driver-*" >&2
    exit 1
  fi
  exit "$code"
}

# As Spark's own bin/spark-class: its launcher prints the command, after what it has to say and an empty line.
run_own_spark() {
  export SPARK_HOME=$distribution/spark SPARK_SCALA_VERSION=2.13
  local words=() word
  {
    while IFS= read -r word && [ -n "$word" ]; do echo "$word" >&2; done
    while IFS= read -r -d '' word; do words+=("$word"); done
  } < <("$java" -Xmx128m -cp "$distribution/spark/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
  [ ${#words[@]} -gt 0 ] || exit 2
  start "${words[@]}"
}
