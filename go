#!/bin/sh
# One way to run everything. ./go bellwether …, ./go test, ./go check, ./go bench; any other line runs as it stands.
# On first use it makes the locked environment in .venv (uv is fetched with pip if there is none).
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
called_from=$PWD

find_python() {
    for candidate in "${BELLWETHER_PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "Bellwether needs Python 3.11 or newer. Install it, or set BELLWETHER_PYTHON to its path." >&2
    exit 1
}

find_uv() {
    if command -v uv >/dev/null 2>&1; then command -v uv; return; fi
    if [ ! -x "$here/.tools/bin/uv" ]; then
        echo "Fetching uv (once) …" >&2
        if "$python" -m venv "$here/.tools" >/dev/null 2>&1; then
            "$here/.tools/bin/python" -m pip install --quiet --disable-pip-version-check uv >&2
        else
            "$python" -m pip install --quiet --disable-pip-version-check --target "$here/.tools" uv >&2
        fi
    fi
    echo "$here/.tools/bin/uv"
}

# $1: the lock to install, requirements.lock (to use) or requirements-dev.lock (to change and to test).
make_environment() {
    python=$(find_python)
    uv=$(find_uv)
    stamp=$(cat "$here/$1" "$here/pyproject.toml" | cksum)
    stamp_file="$here/.venv/installed-$1"
    [ -f "$stamp_file" ] && [ "$(cat "$stamp_file")" = "$stamp" ] && return
    echo "Making the environment from $1 (once) …" >&2
    [ -x "$here/.venv/bin/python" ] || "$uv" venv --quiet --python "$python" "$here/.venv"
    # Compiled now, so that the first report does not wait for it, and none does where Python may not write bytecode.
    VIRTUAL_ENV="$here/.venv" "$uv" pip sync --quiet --require-hashes --compile-bytecode "$here/$1"
    VIRTUAL_ENV="$here/.venv" "$uv" pip install --quiet --no-deps -e "$here"
    "$here/.venv/bin/python" -m compileall -q "$here/src"
    rm -f "$here"/.venv/installed-*
    echo "$stamp" > "$stamp_file"
}

usage() {
    echo "usage: ./go bellwether … | test | check | bench | any command of the environment" >&2
    exit 2
}

[ $# -gt 0 ] || usage
case $1 in
    bellwether)
        # To use it, the small set is enough; the large one, where it is installed already, contains it.
        [ -f "$here/.venv/installed-requirements-dev.lock" ] && lock=requirements-dev.lock || lock=requirements.lock ;;
    *) lock=requirements-dev.lock ;;
esac
make_environment "$lock"
PATH="$here/.venv/bin:$PATH"
export PATH

case $1 in
    test) shift; cd "$here"; exec python -m tests.run "$@" ;;
    check)
        cd "$here"
        ruff check . && ruff format --check . && mypy && lint-imports && deptry src ;;
    bench) shift; cd "$here"; exec python -m benchmarks "$@" ;;
    *) cd "$called_from"; exec "$@" ;;
esac
