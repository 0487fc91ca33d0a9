# Sourced by ./run and ./check: makes this machine and .venv ready for the program. bash 3.2 or later (macOS).
# The network is touched only when something is missing or uv.lock has changed; all that is said goes to stderr.

prepare_libraries="libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libdbus-1-3"
prepare_window="libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
prepare_trials="xvfb dbus gnome-keyring minisign age zstd poppler-utils strace apache2-bin openssh-server"
prepare_uv="uv>=0.13,<0.14"

say() { printf '%s\n' "$*" >&2; }

stop() { say "$*"; exit 1; }

has_display() { [ "$(uname)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

# Debian packages of the given names that are not installed; a later Debian may add t64 to a library's name.
missing_packages() {
    local name here
    here=" $(dpkg-query -W -f '${Package}=${db:Status-Status} ' 2>/dev/null) "
    for name in "$@"; do
        case "$here" in *" $name=installed "* | *" ${name}t64=installed "*) ;; *) printf '%s ' "$name" ;; esac
    done
}

# The first Python that starts and is new enough: the one of .venv, the usual one, the system's own.
find_python() {
    local candidate
    for candidate in "$house/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

install_packages() {
    local wanted missing
    command -v dpkg-query >/dev/null 2>&1 || return 0  # not Debian: Qt says itself what it lacks
    wanted=$prepare_libraries
    find_python || wanted="python3 $wanted"
    "${python:-false}" -c 'import ensurepip, venv' 2>/dev/null || wanted="python3-venv $wanted"
    if [ "$1" = check ] || [ "$(id -u)" = 0 ] || has_display; then wanted="$wanted $prepare_window"; fi
    if [ "$1" = check ]; then wanted="$wanted $prepare_trials"; fi
    # shellcheck disable=SC2086 # a list of names
    missing=$(missing_packages $wanted)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        say "Clinic Casebook needs some packages of the system. Type this line, then start again:"
        stop "sudo apt-get install --no-install-recommends $missing"
    fi
    say "Installing what the system lacks: $missing"
    # shellcheck disable=SC2086
    if ! { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y $missing; } \
        </dev/null >&2; then
        stop "The packages could not be installed; is there a network? Missing: $missing"
    fi
}

# What .venv was made from: it is made again only when this changes.
fingerprint() {
    "$python" - "$house" <<'PYTHON'
import hashlib, pathlib, sys
house = pathlib.Path(sys.argv[1])
made_from = b"".join((house / name).read_bytes() for name in ("uv.lock", "pyproject.toml"))
print(hashlib.sha256(made_from).hexdigest(), sys.version.split()[0], house)
PYTHON
}

# uv as found on this machine, else one of our own in .venv-tools (uv sync would sweep it out of .venv).
find_uv() {
    uv=uv
    uv --version >/dev/null 2>&1 && return 0
    uv=$house/.venv-tools/bin/uv
    "$uv" --version >/dev/null 2>&1 && return 0
    "$python" -m venv --clear "$house/.venv-tools" >&2 || return 1
    echo '*' >"$house/.venv-tools/.gitignore"
    "$house/.venv-tools/bin/python" -m pip install --quiet --disable-pip-version-check "$prepare_uv" >&2
}

# The certificates this machine trusts, not only those packed into uv and pip: some office networks have their own.
trust_what_the_machine_trusts() {
    local bundle=/etc/ssl/certs/ca-certificates.crt
    [ -r "$bundle" ] || return 0
    export SSL_CERT_FILE="${SSL_CERT_FILE:-$bundle}" PIP_CERT="${PIP_CERT:-$bundle}"
}

make_venv() {
    local wanted stamp again="" with="${1:+ +$1}"
    stamp=$house/.venv/.made-from
    wanted=$(fingerprint) || stop "Python could not read uv.lock and pyproject.toml."
    case "$(cat "$stamp" 2>/dev/null)" in
        "$wanted$with") return 0 ;;
        "$wanted +long") return 0 ;;  # more than is asked for
    esac
    if [ -f "$stamp" ] && [ "$(cut -d' ' -f3- "$stamp" | sed 's/ +long$//')" != "$house" ]; then again=--reinstall; fi  # the folder was moved
    if ! mkdir -p "$HOME/.cache" 2>/dev/null || ! [ -w "$HOME/.cache" ]; then
        export UV_CACHE_DIR="$house/.venv-tools/cache"
    fi
    trust_what_the_machine_trusts
    find_uv || stop "The tool uv could not be installed; is there a network?"
    say "Fetching the libraries named in uv.lock into .venv (only the first time) ..."
    (
        cd "$house" && unset VIRTUAL_ENV &&
            UV_PROJECT_ENVIRONMENT="$house/.venv" UV_PYTHON_DOWNLOADS=never \
                "$uv" sync --frozen --python "$python" $again ${1:+--group "$1"} >&2
    ) || stop "The libraries could not be fetched; is there a network?"
    # The Python of .venv may be another build than the one that made it: the stamp tells what later starts will see.
    python=$house/.venv/bin/python
    echo "$(fingerprint)$with" >"$stamp"
}

# prepare run | check [long]: sets `python` and `clinic`; stops with exit 1 and one sentence when something is missing.
prepare() {
    if [ -z "${HOME:-}" ]; then
        HOME=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
        export HOME="${HOME:-/tmp}"
    fi
    install_packages "$1"
    find_python || stop "Clinic Casebook needs Python 3.11 or later; this machine has none."
    make_venv "${2:-}"
    python=$house/.venv/bin/python
    clinic=$house/.venv/bin/clinic
}
