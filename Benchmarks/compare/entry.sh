# Sourced by `run`, `growth` and `many`. Starts a module of the harness, if Python is recent enough.

# start MODULE [ARGUMENT]...
start() {
    local folder
    folder=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
    if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "$0: needs Python 3.11 or newer as python3" >&2
        exit 69
    fi
    PYTHONPATH=$folder PYTHONDONTWRITEBYTECODE=1 exec python3 -m "$@"
}
