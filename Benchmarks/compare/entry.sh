# Read by `run` and `growth`: starts a module of the harness with any Python that is new enough.

# start MODULE [ARGUMENT]...
start() {
    local folder
    folder=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
    if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "$0: Python 3.11 or newer is needed, as python3" >&2
        exit 69
    fi
    PYTHONPATH=$folder PYTHONDONTWRITEBYTECODE=1 exec python3 -m "$@"
}
