#!/bin/sh
# Writes requirements/*.lock anew from pyproject.toml and requirements/*.in: one lock for Python 3.11 to 3.13, every
# file with its hash, no index address and no path in it. `UPGRADE=1 tools/lock.sh` takes the newest versions.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
command -v "$uv" >/dev/null 2>&1 || { echo "make lock needs uv: run 'make setup' first." >&2; exit 1; }

compile() { # compile OUTPUT ARGUMENT...
    output=requirements/$1
    shift
    "$uv" pip compile "$@" --output-file "$output" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header ${UPGRADE:+--upgrade}
}

compile dev.lock pyproject.toml --extra postgresql --group dev
compile runtime.lock pyproject.toml --extra postgresql --constraints requirements/dev.lock
compile build.lock requirements/build.in --constraints requirements/dev.lock
compile durable.lock requirements/durable.in --constraints requirements/dev.lock
compile bench.lock requirements/bench.in --constraints requirements/dev.lock
