#!/usr/bin/env bash
# ExifTool, Exiv2 and embedmeta over the same files, and a table of what each file costs.
#
#   benches/compare.sh [-r ROUNDS] [-x GLOB]... PATH...
#
# -r  how often each tool runs; the median is shown (5)
# -x  leave out what matches this pattern of `find -path`, such as '*/fuzzed/*'; may be given several times
#
# EXIFTOOL, EXIV2, EMBEDMETA and FLOOR say how the tools are called, where not by their names, such as
# EXIFTOOL='perl /opt/exiftool/exiftool'. A tool that is not there is left out. What is not given is built.
#
# All get the same list of files by name, in one process, and write to /dev/null. The tools take turns, so that a busy
# machine is busy for all of them, and one that is done sooner runs again until a second is used. It is the CPU time that
# is compared, in all threads, start of the process included. The floor opens each file, reads its first 64 KiB and closes it.
set -euo pipefail

rounds=5
skip=()
while getopts r:x: option; do
  case $option in
    r) rounds=$OPTARG ;;
    x) skip+=(-not -path "$OPTARG") ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
if [ $# = 0 ]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
fi

here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

mapfile -d '' -t paths < <(realpath -z -- "$@")
find "${paths[@]}" -type f "${skip[@]}" -print0 | sort -z >"$work/files"
# ExifTool's list has a name a line.
tr '\0' '\n' <"$work/files" >"$work/lines"
count=$(tr -cd '\0' <"$work/files" | wc -c)
[ "$count" -gt 0 ] || { echo "no files" >&2; exit 2; }

# The program that a release build makes.
built() {
  cargo build --quiet --locked --manifest-path "$here/Cargo.toml" --release "$@" --message-format json |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1
}

names=() commands=()
# Adds a tool where its program is there: its name in the table, how it is called, and how it tells its version.
add() {
  local program=${2#"$each "} version=
  program=${program%% *}
  if command -v "$program" >/dev/null; then
    [ -z "${3-}" ] || version=" $($3 2>/dev/null | grep -om 1 '[0-9][0-9.]*[0-9]' || true)"
    names+=("${1/,/$version,}")
    commands+=("$2")
  else
    echo "$1 is left out: there is no $program" >&2
  fi
}

# Where a tool takes no list, and the names are too many for one command line, they are given in several.
each="xargs -0 -s 1000000 -a $work/files"
list="--files-from $work/files --null"
exiftool=${EXIFTOOL:-exiftool}
exiv2=${EXIV2:-exiv2}
embedmeta=${EMBEDMETA:-$(built --bin embedmeta)}
floor=${FLOOR:-$(built --bench floor)}
add 'ExifTool, `-j`' "$exiftool -j -@ $work/lines" "$exiftool -ver"
# Without what follows the picture, and without maker notes.
add 'ExifTool, `-j -fast`' "$exiftool -j -fast -@ $work/lines" "$exiftool -ver"
add 'ExifTool, `-j -fast2`' "$exiftool -j -fast2 -@ $work/lines" "$exiftool -ver"
add 'Exiv2, `-pa`' "$each $exiv2 -pa" "$exiv2 -V"
add 'embedmeta, `tags`' "$embedmeta tags --jobs 1 --format ndjson $list"
add 'embedmeta, `extract`' "$embedmeta extract --jobs 1 --format ndjson $list"
add 'floor' "$each $floor"

# A turn of a tool: milliseconds of CPU time, the mean of its runs.
measure() {
  local total=0 runs=0 cpu
  while [ "$total" -lt 1000 ]; do
    cpu=$(run "$1") || return 1
    total=$((total + cpu)) runs=$((runs + 1))
  done
  awk -v total="$total" -v runs="$runs" 'BEGIN { print total / runs }'
}

# Runs a tool once: whole milliseconds of CPU time.
run() {
  local TIMEFORMAT='%3U %3S' times
  # A file that cannot be read gives an exit code that is no failure of the measure; but who is killed (125 and
  # more, of `xargs` too) has not read the rest, and would look fast.
  echo 0 >"$work/code"
  times=$({ time { $1 >/dev/null 2>&1 || echo $? >"$work/code"; }; } 2>&1)
  [ "$(cat "$work/code")" -lt 125 ] || return 1
  # A time of nothing is no measure: a table must not be made of it.
  awk '{ cpu = ($1 + $2) * 1000 } END { if (cpu < 1) exit 1; printf "%.0f\n", cpu }' <<<"$times" ||
    { echo "no time was measured of: $1" >&2; return 1; }
}

# KiB of memory that a tool has at the peak; a run of its own, since to measure it takes time.
memory() {
  [ -x /usr/bin/time ] || { echo -; return; }
  /usr/bin/time -q -o "$work/memory" -f %M $1 >/dev/null 2>&1 || true
  tail -n 1 "$work/memory"
}

for ((round = 1; round <= rounds; round++)); do
  for tool in "${!names[@]}"; do
    if ! measure "${commands[tool]}" >>"$work/$tool"; then
      echo "${names[tool]} did not get through the files; leave out (-x) what it fails at" >&2
      exit 1
    fi
  done
done

median() { # of the turns of tool $1
  sort -n "$work/$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

first=$(median 0)
last=$(median $((${#names[@]} - 1)))
case ${names[0]} in ExifTool*) ;; *) first=- ;; esac
echo "$count files, $rounds rounds, medians"
echo
echo "| tool | CPU time a file | files/s of CPU time | times faster than ExifTool | times the floor | peak memory |"
echo "|---|--:|--:|--:|--:|--:|"
for tool in "${!names[@]}"; do
  awk -v name="${names[tool]}" -v cpu="$(median "$tool")" -v memory="$(memory "${commands[tool]}")" \
    -v count="$count" -v first="$first" -v last="$last" 'BEGIN {
      printf "| %s | %.3f ms | %.0f | %s | %s | %s |\n", name, cpu / count, count * 1000 / cpu,
        first == "-" ? "" : sprintf("%.1f", first / cpu), sprintf("%.1f", cpu / last),
        memory == "-" ? "not known" : sprintf("%.0f MiB", memory / 1024)
    }'
done
