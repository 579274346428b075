#!/usr/bin/env bash
# What a file of each format costs, beside the floor, as a table.
#
#   benches/formats.sh [-r ROUNDS] [-n FILES] PATH...
#
# -r  how often each format is measured; the median is shown (7)
# -n  how many files a run has at least: the list of a format is repeated until it is as long, so that the start of the
#     process does not count (2000)
#
# EMBEDMETA names the program, or several to be compared (`EMBEDMETA='old/embedmeta new/embedmeta'`), and FLOOR the floor;
# what is not given is built. The floor opens each file, reads its first 64 KiB and closes it.
#
# It is the CPU time of the whole process that is measured, of one job. The programs take turns, so that a busy machine is
# busy for all of them. Files that cannot be read are left out. A format is what its bytes say, not its name.
set -euo pipefail

rounds=7
least=2000
while getopts r:n: option; do
  case $option in
    r) rounds=$OPTARG ;;
    n) least=$OPTARG ;;
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

# The program that a release build makes.
built() {
  cargo build --quiet --locked --manifest-path "$here/Cargo.toml" --release "$@" --message-format json |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1
}

read -ra programs <<<"${EMBEDMETA:-$(built --bin embedmeta)}"
floor=${FLOOR:-$(built --bench floor)}
for program in "${programs[@]}" "$floor"; do
  command -v "$program" >/dev/null || { echo "there is no $program" >&2; exit 1; }
done

# The class of a media type: one row of the table.
class() {
  case $1 in
    image/jpeg | image/x-jps) echo JPEG ;;
    image/tiff | image/x-tiff-big) echo TIFF ;;
    image/x-exv) echo EXV ;;
    image/png | image/jng | video/mng) echo PNG ;;
    image/webp) echo WebP ;;
    image/heif* | image/heic* | image/avif*) echo HEIF, AVIF ;;
    image/jxl) echo JPEG XL ;;
    image/jxr) echo JPEG XR ;;
    image/jp2 | image/jpx | image/jpm | image/x-j2c) echo JPEG 2000 ;;
    image/gif) echo GIF ;;
    application/vnd.adobe.photoshop) echo PSD ;;
    image/svg+xml) echo SVG ;;
    application/pdf) echo PDF ;;
    application/postscript | application/vnd.adobe.illustrator) echo EPS, AI ;;
    application/rdf+xml) echo XMP sidecar ;;
    image/bmp | image/x-icon | image/vnd.microsoft.icon) echo BMP, ICO ;;
    video/x-msvideo | audio/x-wav) echo AVI, WAV ;;
    video/x-canon-crx | image/x-canon-cr3) echo raw ;;
    video/*) echo film ;;
    image/x-*) echo raw ;;
    *) echo others ;;
  esac
}

# Paths with a line feed are left out: a record is a line, and so is a path here.
mapfile -d '' -t paths < <(realpath -z -- "$@")
find "${paths[@]}" -type f -not -path $'*\n*' | sort >"$work/files"
[ -s "$work/files" ] || { echo "no files" >&2; exit 2; }
# Records come in the order of the list. One of a file that was not read has no format.
"${programs[0]}" tags --quiet --jobs 1 --format ndjson --files-from "$work/files" 2>/dev/null |
  sed -n 's/.*"file":{"format":"[^"]*","mime":"\([^"]*\)".*/\1/;t known;s/.*/-/;:known;p' >"$work/types" || true
[ "$(wc -l <"$work/files")" = "$(wc -l <"$work/types")" ] || { echo "a record is missing" >&2; exit 1; }

mkdir "$work/class"
while read -r type; do
  echo "$type $(class "$type")"
done < <(sort -u "$work/types") >"$work/classes"
paste -d '\t' "$work/types" "$work/files" | while IFS=$'\t' read -r type file; do
  [ "$type" = - ] || echo "$file" >>"$work/class/$(sed -n "s|^$type ||p" "$work/classes" | head -n 1)"
done

# Runs a command once: its CPU time in milliseconds.
run() {
  local TIMEFORMAT='%3U %3S' times
  echo 0 >"$work/code"
  times=$({ time { "$@" >/dev/null 2>&1 || echo $? >"$work/code"; }; } 2>&1)
  # Who is killed (125 and more, of `xargs` too) has not read the rest, and would look fast.
  [ "$(cat "$work/code")" -lt 125 ] || return 1
  awk '{ print ($1 + $2) * 1000 }' <<<"$times"
}

median() {
  sort -n "$1" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}

mkdir "$work/list" "$work/time"
for list in "$work/class"/*; do
  name=$(basename "$list")
  count=$(wc -l <"$list")
  for ((n = 0; n < least; n += count)); do cat "$list"; done >"$work/list/$name"
  tr '\n' '\0' <"$work/list/$name" >"$work/list/$name.0"
done

for ((round = 1; round <= rounds; round++)); do
  for list in "$work/class"/*; do
    name=$(basename "$list")
    run xargs -0 -s 1000000 -a "$work/list/$name.0" "$floor" >>"$work/time/$name.floor"
    for at in "${!programs[@]}"; do
      run "${programs[at]}" extract --quiet --jobs 1 --format ndjson --files-from "$work/list/$name" \
        >>"$work/time/$name.$at" || { echo "${programs[at]} was killed at $name" >&2; exit 1; }
    done
  done
done

echo "$rounds rounds, medians; µs of CPU time a file"
echo
head="| format | files | floor |" line="|---|--:|--:|"
for program in "${programs[@]}"; do
  head+=" $(basename "$program") | times the floor |" line+="--:|--:|"
done
echo "$head"
echo "$line"
# The formats of most files first.
wc -l "$work/class"/* | grep -v ' total$' | sort -rn | while read -r count list; do
  name=$(basename "$list")
  many=$(wc -l <"$work/list/$name")
  least_of_all=$(median "$work/time/$name.floor")
  row="| $name | $count | $(awk -v t="$least_of_all" -v n="$many" 'BEGIN { printf "%.1f", t * 1000 / n }') |"
  for at in "${!programs[@]}"; do
    row+=$(awk -v t="$(median "$work/time/$name.$at")" -v n="$many" -v floor="$least_of_all" 'BEGIN {
      printf " %.1f | %s |", t * 1000 / n, (floor > 0) ? sprintf("%.1f", t / floor) : "" }')
  done
  echo "$row"
done
