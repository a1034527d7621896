#!/usr/bin/env bash
# Times this machine: bench.sh [OPTIONS OF residua bench]
# Then, where ../shared/accept/opponent/run.sh is beside the checkout, times that hand-written ONNX Runtime pipeline
# and the whole job on the same photos in turn, as whatever else a machine does comes and goes.
# TURNS (3): how often. IMAGES (400): of the opponent, and of the larger job.
set -euo pipefail
deploy=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
turns=${TURNS:-3}
images=${IMAGES:-400}

"$deploy/bin/residua" bench "$@"

shared=$(dirname "$(dirname "$deploy")")/shared
opponent=$shared/accept/opponent/run.sh
photos=$shared/images/photos
echo
if [ ! -f "$opponent" ] || [ ! -d "$photos" ]; then
  echo "[bench.sh] opponent: expected accept/opponent/run.sh and images/photos in $shared, found none; compared with nothing"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Images a second of the whole job, with decoding in a process apart and in the executor itself.
job() {
  "$deploy/bin/residua" bench --part job --precision auto --input "$photos" --images $((images / 4)) --repeats 1 \
    --json "$work/job.json" >"$work/job.log" || { cat "$work/job.log" >&2; return 1; }
  grep -A1 '"images-per-second"' "$work/job.json" | sed -n 's/.*"median" : \([0-9.]*\).*/\1/p'
}

echo "whole job against a hand-written ONNX Runtime pipeline in f32, images/s, $images photos"
for turn in $(seq "$turns"); do
  theirs=$(bash "$opponent" "$photos" "$images")
  ours=$(job)
  # shellcheck disable=SC2086  # two numbers
  echo $theirs $ours | tee -a "$work/turns" |
    awk -v turn="$turn" '{ printf "  turn %d: opponent %.1f, residua %.1f, without isolation %.1f\n", turn, $1, $2, $3 }'
done

median() { cut -d' ' -f"$1" "$work/turns" | sort -g | awk '{ value[NR] = $1 } END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }
awk -v theirs="$(median 1)" -v apart="$(median 2)" -v here="$(median 3)" 'BEGIN {
  printf "  %-44s %8s  %s\n", "median", "images/s", "ratio"
  printf "  %-44s %8.1f  1.00x\n", "ONNX Runtime, f32", theirs
  printf "  %-44s %8.1f  %.2fx\n", "residua extract", apart, apart / theirs
  printf "  %-44s %8.1f  %.2fx\n", "residua extract --decoder-isolation none", here, here / theirs
}'
