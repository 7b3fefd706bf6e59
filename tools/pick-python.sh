#!/bin/sh
# Prints the path of a Python that can carry Trueup: 3.11, 3.12 or 3.13, with the venv and ensurepip modules.
# Prints nothing and ends with 1 when there is none, after one clear line on stderr about what is missing.
#
# Each candidate is really executed: version managers leave commands on the PATH that only print a refusal.
# Set TRUEUP_PYTHON to name one yourself.
set -u

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

fits() {
    case "$(version_of "$1")" in
        3.11 | 3.12 | 3.13) return 0 ;;
        *) return 1 ;;
    esac
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

where() {
    "$1" -c 'import sys; print(sys.executable)'
}

if [ -n "${TRUEUP_PYTHON:-}" ]; then
    candidates=$TRUEUP_PYTHON
else
    candidates="python3.12 python3.11 python3.13 python3 python"
    for installed in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[123].*/bin/python \
        "$HOME"/.local/share/uv/python/cpython-3.1[123].*/bin/python3 \
        /opt/homebrew/bin/python3.1[123] /usr/local/bin/python3.1[123] /usr/bin/python3.1[123]; do
        [ -x "$installed" ] && candidates="$candidates $installed"
    done
fi

bare=""
for candidate in $candidates; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    fits "$candidate" || continue
    if has_venv "$candidate"; then
        where "$candidate"
        exit 0
    fi
    bare=${bare:-$candidate}
done

if [ -n "${TRUEUP_PYTHON:-}" ] && [ -z "$bare" ]; then
    echo "TRUEUP_PYTHON is '$TRUEUP_PYTHON', which is not a working Python 3.11, 3.12 or 3.13; unset it or name another." >&2
elif [ -n "$bare" ]; then
    version=$(version_of "$bare")
    echo "Python $version ($bare) lacks its venv module: install it, e.g. 'apt-get install python$version-venv', and run make again." >&2
else
    echo "Trueup needs Python 3.11, 3.12 or 3.13 and found none that runs: install one, e.g. 'apt-get install python3 python3-venv' or 'brew install python@3.12', or name it with TRUEUP_PYTHON=/path/to/python." >&2
fi
exit 1
