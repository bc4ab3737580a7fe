#!/usr/bin/env bash
# Run the README's two commands on the Pythons that this machine does not have: clone the committed state into a Debian
# root for each, set it up and test it there, and install its wheel into a clean environment. Each Python must build the
# same site, byte for byte.
#
# Needs root. The Debian roots are kept in ~/.cache/podcast-pythons (or $PODCAST_PYTHONS) and reused; delete that folder
# to get newer ones. Packages come from the same sources as this machine's own.
set -euo pipefail
cd "$(dirname "$0")/../.."

versions=(trixie:3.13 sid:3.14) # Debian suite, and the Python version that it must have
roots=${PODCAST_PYTHONS:-${XDG_CACHE_HOME:-$HOME/.cache}/podcast-pythons}

fail() {
    echo "tests/tools/pythons.sh: $*" >&2
    exit 1
}

# Mount in a private namespace: the mounts disappear with this process, however it ends.
if [ "${1-}" != in-namespace ]; then
    [ "$(id -u)" -eq 0 ] || fail "only root can create a Debian root"
    command -v debootstrap >/dev/null || fail "debootstrap is missing; install the Debian package debootstrap"
    exec unshare --mount -- "$0" in-namespace
fi

# Print the mirrors of this machine's apt sources.
mirrors() { apt-get update --print-uris | sed -nE "s#^'(.*)/dists/.*#\1#p" | awk '!seen[$0]++'; }

# Create a complete Debian root from the first mirror that has the suite.
create_root() {
    local suite=$1 root=$2 mirror
    for mirror in $(mirrors); do
        rm -rf --one-file-system "$root.new"
        if debootstrap --variant=minbase --include=python3,python3-venv,make,git,ca-certificates \
            "$suite" "$root.new" "$mirror" >"$root.log" 2>&1; then
            mv "$root.new" "$root"
            return
        fi
    done
    fail "no mirror in the apt sources of this machine has Debian $suite; see $root.log"
}

# Print the environment variables that package clients need, as NAME=value.
package_variables() {
    env | grep -E '^(PIP_\w+|\w*SSL\w*|\w*CERTS?|\w*CA_BUNDLE|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY)=' || true
}

# Print the files and folders that package clients need: the usual ones, and those that the variables and pip's settings
# name. A local index keeps its files next to its simple/ folder.
package_paths() {
    printf '%s\n' /etc/resolv.conf /etc/hosts /etc/ssl/certs /etc/pip.conf /etc/xdg/pip "$HOME/.config/pip" "$HOME/.pip"
    { package_variables; .venv/bin/python -m pip config list; } |
        sed 's#file://##g' | tr "=' " '\n' | sed 's#/simple/*$##' | grep '^/' || true
}

# Mount /dev, /proc and the package settings (read-only, at the same paths) into a root.
mount_into() {
    local root=$1 path
    mount --rbind /dev "$root/dev"
    mount --types proc proc "$root/proc"
    for path in $(package_paths | sort --unique); do
        [ -e "$path" ] || continue
        if [ -d "$path" ]; then
            mkdir --parents "$root$path"
        elif [ ! -e "$root$path" ]; then
            install -D /dev/null "$root$path"
        fi
        mount --bind "$path" "$root$path"
        mount --options remount,bind,ro "$root$path"
    done
}

# Run a command in a root with an environment of its own and the package variables.
run_in() {
    local root=$1 variables
    mapfile -t variables < <(package_variables)
    chroot "$root" /usr/bin/env --ignore-environment "${variables[@]}" HOME="$HOME" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:2}" 9>&-
}

# Run all tests of the checkout in a root and install its wheel; or only the tests that $PODCAST_PYTHON_TESTS names.
run_tests_in() {
    local root=$1
    if [ -z "${PODCAST_PYTHON_TESTS-}" ]; then
        run_in "$root" make --directory /checkout test &&
            run_in "$root" sh -c 'cd /checkout && .venv/bin/python -m build --no-isolation >/dev/null &&
                .venv/bin/python -m building.clean_install dist/*.whl'
    else
        run_in "$root" make --directory /checkout .venv/tests
        # shellcheck disable=SC2016,SC2086 -- expanded in the root; a list of files
        run_in "$root" sh -c 'cd /checkout && exec .venv/bin/python -m pytest -n 2 --dist worksteal \
            -m "not browser and not server and not long" "$@"' tests $PODCAST_PYTHON_TESTS
    fi
}

mkdir --parents "$roots"
exec 9>"$roots/lock"
flock 9 # one run at a time

here=$roots/here
rm -rf "$here"
git clone --quiet . "$here"
.venv/bin/podcast build -C "$here"

failed=()
for pair in "${versions[@]}"; do
    suite=${pair%:*} version=${pair#*:} root=$roots/${pair%:*}
    echo "Python $version, in $root"
    [ -d "$root" ] || create_root "$suite" "$root"
    mount_into "$root"
    actual=$(run_in "$root" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ "$actual" = "$version" ] || fail "Debian $suite has Python $actual, not $version; choose another suite in this script"
    rm -rf "$root/checkout" "$root"/tmp/* # from the previous run
    git clone --quiet . "$root/checkout"
    if ! { run_in "$root" make --directory /checkout site &&
        diff --recursive --brief "$here/site" "$root/checkout/site" && echo "the site is byte-identical to the one built here" &&
        run_tests_in "$root"; }; then
        failed+=("$version")
    fi
done
[ "${#failed[@]}" -eq 0 ] || fail "failed on Python ${failed[*]}"
