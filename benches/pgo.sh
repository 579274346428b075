#!/usr/bin/env bash
# Builds the command with the profile of its own runs, and says what that gains.
#
#   benches/pgo.sh [CORPUS]...
#
# It is built with counters, reads the samples of the repository (and these folders or files) in every way that is usual, and
# is built again with what was counted: target/pgo/embedmeta. FEATURES says which features of the command (none).
#
# Needs `llvm-profdata` of the LLVM that this rustc is made with: `rustup component add llvm-tools`, or the system's package
# of that version. LLVM_PROFDATA says where it is, if elsewhere.
set -euo pipefail

case ${1-} in -*)
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
  ;;
esac

here=$(cd "$(dirname "$0")/.." && pwd)
features=${FEATURES-}
for path in "$@"; do
  [ -e "$path" ] || { echo "there is no $path" >&2; exit 2; }
done
mapfile -d '' -t corpus < <(realpath -z -- "$here/testdata" "$@")
cd "$here"

host=$(rustc -vV | sed -n 's/^host: //p')
llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
sysroot=$(rustc --print sysroot)

# Profiles are read by their own version of LLVM alone.
version() { { "$1" merge --version 2>&1 || true; } | sed -n 's/.*LLVM version \([0-9]*\).*/\1/p'; }
profdata= seen=
for tool in ${LLVM_PROFDATA:+"$LLVM_PROFDATA"} "$sysroot/lib/rustlib/$host/bin/llvm-profdata" "llvm-profdata-$llvm" llvm-profdata; do
  command -v "$tool" >/dev/null || continue
  if [ "$(version "$tool")" = "$llvm" ]; then
    profdata=$tool
    break
  fi
  seen+=" $tool is of LLVM $(version "$tool");"
done
if [ -z "$profdata" ]; then
  echo "pgo: no llvm-profdata of LLVM $llvm, which this rustc is made with;${seen:- none was found;} nothing was built" >&2
  echo "pgo: 'rustup component add llvm-tools' installs it" >&2
  exit 1
fi
if ! compgen -G "$sysroot/lib/rustlib/$host/lib/libprofiler_builtins-*" >/dev/null; then
  echo "pgo: this rustc has no profiler_builtins, which counters need; nothing was built" >&2
  exit 1
fi

# A target that is named keeps the flags away from build scripts.
build() { # into the folder $1, with the flags $2
  RUSTFLAGS="${RUSTFLAGS-} $2" cargo build --quiet --locked --release -p embedmeta-cli --no-default-features --features "$features" \
    --target "$host" --target-dir "$here/target/pgo/$1"
}
program() { echo "$here/target/pgo/$1/$host/release/embedmeta"; }

# What it is used for: most of all the object of each file.
exercise() {
  local out
  for out in 'extract --format ndjson --jobs 1' 'extract --format ndjson' 'extract' 'extract --languages' \
    'tags --format ndjson' 'explain --format ndjson'; do
    # Damaged files among them give an exit code that is no failure of the run.
    "$1" $out --quiet "${corpus[@]}" >/dev/null 2>&1 || [ $? = 1 ]
  done
}

profiles=$here/target/pgo/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
echo "pgo: building without a profile" >&2
build plain ''
echo "pgo: building with counters" >&2
# Names that are not compressed are read by an llvm-profdata without zlib too.
build counted "-Cprofile-generate=$profiles -Cllvm-args=-enable-name-compression=false"
echo "pgo: counting" >&2
exercise "$(program counted)"
"$profdata" merge -o "$profiles/merged.profdata" "$profiles"/*.profraw >&2
echo "pgo: building with the profile" >&2
build profiled "-Cprofile-use=$profiles/merged.profdata"
cp "$(program profiled)" "$here/target/pgo/embedmeta"

# The output is the same, or the gain is none.
both() { "$1" extract --format ndjson --jobs 1 --quiet "${corpus[@]}" 2>&1 || true; }
cmp <(both "$(program plain)") <(both "$(program profiled)") || { echo "pgo: the output differs" >&2; exit 1; }

# Instructions do not depend on what else the machine does.
if command -v valgrind >/dev/null; then
  count() {
    { valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" extract --format ndjson --jobs 1 --quiet \
      "${corpus[@]}" 2>&1 >/dev/null || true; } | sed -n 's/.*Collected : *//p'
  }
  unit=instructions
else
  # The least of nine runs in turns: milliseconds of CPU time.
  count() {
    local TIMEFORMAT='%3U %3S'
    { time both "$1" >/dev/null; } 2>&1 | awk '{ print ($1 + $2) * 1000 }'
  }
  unit='ms of CPU time'
fi
plain= profiled=
least() { awk -v a="${1:-$2}" -v b="$2" 'BEGIN { print (a + 0 < b + 0 ? a : b) }'; }
for turn in 1 2 3 4 5 6 7 8 9; do
  plain=$(least "$plain" "$(count "$(program plain)")")
  profiled=$(least "$profiled" "$(count "$(program profiled)")")
  # One run counts instructions as well as nine.
  [ "$unit" != instructions ] || break
done
echo "| build | $unit |"
echo "|---|--:|"
echo "| plain | $plain |"
echo "| with its profile | $profiled |"
