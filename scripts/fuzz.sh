#!/bin/sh
# Runs every parser of ours over changed inputs for so long, several at once, at the lowest priority:
#   scripts/fuzz.sh [SECONDS EACH] [TARGETS AT ONCE]       (3600, and all of them)
# Prints how many inputs each target met. What makes one panic is kept in that crate's corpus.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
. "$here/env.sh"
cd "$here/.."
CONTRECHAMP_FUZZ_SECONDS=${1:-3600}
export CONTRECHAMP_FUZZ_SECONDS
at_once=${2:-64}
# The development build: it looks at every sum and every place in a list.
cargo nextest run --workspace --locked --profile fuzz --no-run
idle=
if command -v chrt >/dev/null 2>&1; then idle='chrt --idle 0'; fi
log=${FUZZ_LOG:-target/fuzz.log}
# shellcheck disable=SC2086 # words
if nice -n 19 $idle cargo nextest run --workspace --locked --profile fuzz \
    --test-threads "$at_once" >"$log" 2>&1; then status=0; else status=$?; fi
awk '/ (PASS|FAIL|SIGABRT|SIGSEGV|TIMEOUT) / { target = $(NF - 1) " " $NF }
    / changed inputs$/ { printf "%12d  %s\n", $1, target }' "$log"
[ "$status" = 0 ] || echo "not all went well: see $log" >&2
exit "$status"
