# shellcheck shell=bash
# Debian packages, for run.sh and for tests/run.sh: source it.

# What pipc is built from.
build_packages=(libgrpc-dev zlib1g-dev libprotobuf-c-dev protobuf-c-compiler libprotoc-dev
    protobuf-compiler libjansson-dev libyaml-dev libcmocka-dev cmake ninja-build pkg-config g++)

# install_missing PACKAGE...: says which of them are missing and installs those.
install_missing() {
    if ! command -v dpkg-query >/dev/null; then
        echo "No Debian here: taking for granted what corresponds to $*"
        return 0
    fi

    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
            missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        return 0
    fi

    echo "Installing the missing Debian packages: ${missing[*]}"
    # The lists of a fresh machine may be empty or old: only then is it worth the time to get them.
    apt_get install "${missing[@]}" 2>/dev/null || {
        apt_get update && apt_get install "${missing[@]}"
    }
}

apt_get() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get "$1" -y -qq --no-install-recommends "${@:2}" >/dev/null </dev/null
}
