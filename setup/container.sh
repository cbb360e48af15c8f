#!/bin/sh
# What the container starts: `demo` as `make demo` does, with its results in the volume; every other word is optout's.
set -eu
if [ "${1:-}" = demo ]; then
  shift
  exec python -m demonstration --out "${OPTOUT_DATA:-/data}/demo" "$@"
fi
exec optout "$@"
