#!/bin/sh
# Make the locks anew from pyproject.toml and build.in. Needs uv. No index host is named in them.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url "$@" >/dev/null; }
lock --extra dev pyproject.toml -o requirements/dev.txt
# The smaller locks take their versions from the larger one, so that a demo after the tests changes nothing.
lock --extra build --extra town --extra postgres -c requirements/dev.txt pyproject.toml -o requirements/run.txt
lock -c requirements/dev.txt requirements/build.in -o requirements/build.txt
