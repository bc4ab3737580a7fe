#!/usr/bin/env bash
# Build the image of the Containerfile twice, on a Debian root, and run it: `make test-container`. Both must have the
# same files, run as another user than root, and have neither pip nor what only builds need.
#
# Needs root, buildah and debootstrap. The root is kept in ~/.cache/podcast-pythons (or $PODCAST_PYTHONS), the one of
# Python 3.13. Packages come from the same sources as this machine's own.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
    echo "tests/tools/container.sh: $*" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "only root can create a Debian root"
for program in buildah debootstrap; do
    command -v "$program" >/dev/null || fail "$program is missing; install the Debian package $program"
done

folder=$(mktemp --directory)
storage=(--root "$folder/images" --runroot "$folder/run")
trap 'buildah "${storage[@]}" umount --all >/dev/null 2>&1; rm -rf --one-file-system "$folder"' EXIT
export BUILDAH_ISOLATION=chroot

root=${PODCAST_PYTHONS:-${XDG_CACHE_HOME:-$HOME/.cache}/podcast-pythons}/trixie
if [ ! -d "$root" ]; then
    mkdir --parents "$(dirname "$root")"
    for mirror in $(apt-get update --print-uris | sed -nE "s#^'(.*)/dists/.*#\1#p" | awk '!seen[$0]++'); do
        rm -rf --one-file-system "$root.new"
        if debootstrap --variant=minbase --include=python3,python3-venv,make,git,ca-certificates \
            trixie "$root.new" "$mirror" >"$root.log" 2>&1; then
            mv "$root.new" "$root"
            break
        fi
    done
    [ -d "$root" ] || fail "no mirror in the apt sources of this machine has Debian trixie; see $root.log"
fi

# The package settings of this machine, as volumes of the build: the same paths, read-only. They are in no image.
volumes=() variables=()
while read -r variable; do
    [ -z "$variable" ] || variables+=(--env "$variable")
done < <(env | grep -E '^(PIP_\w+|\w*CERTS?|\w*CA_BUNDLE|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY)=' || true)
while read -r path; do
    [ ! -e "$path" ] || volumes+=(--volume "$path:$path:ro")
done < <({
    printf '%s\n' /etc/pip.conf /etc/xdg/pip /etc/ssl/certs
    { env | grep '^PIP_' || true; python3 -m pip config list; } | sed 's#file://##g' | tr "=' " '\n' |
        sed 's#/simple/*$##' | grep '^/' || true
} | sort --unique)

tar --create --directory "$root" --exclude ./checkout --exclude './tmp/*' --exclude './var/cache/*' --one-file-system . >"$folder/base.tar"
base=$(buildah "${storage[@]}" from scratch)
buildah "${storage[@]}" add --quiet "$base" "$folder/base.tar" /
buildah "${storage[@]}" commit --quiet --rm "$base" base >/dev/null

commit=$(git rev-parse HEAD)
for number in 1 2; do
    mkdir "$folder/source$number"
    git archive "$commit" | tar --extract --directory "$folder/source$number"
    buildah "${storage[@]}" build --quiet --no-cache --file "$folder/source$number/Containerfile" --build-arg BASE=localhost/base \
        --tag "podcast$number" "${volumes[@]}" "${variables[@]}" "$folder/source$number"
done
# The images differ in the times of their history, which this buildah does not set; their files must not.
for number in 1 2; do
    buildah "${storage[@]}" from --name "look$number" "podcast$number" >/dev/null
    ln --symbolic "$(buildah "${storage[@]}" mount "look$number")" "$folder/look$number"
done
diff --recursive --brief --no-dereference "$folder/look1/opt" "$folder/look2/opt" || fail "two builds of the same commit differ"
echo "built twice: every file is the same"

container=$(buildah "${storage[@]}" from podcast1)
in_container() { buildah "${storage[@]}" run "$container" -- "$@"; }
[ "$(in_container id -u)" = 1000 ] || fail "the container runs as root"
in_container podcast --version | grep -q '^podcast-from-a-folder ' || fail "the program does not run"
in_container podcast docs legal | grep -q '^# ' || fail "the documentation is missing"
for name in pip babel fontTools setuptools; do
    if in_container /opt/podcast/bin/python3 -c "import $name" 2>/dev/null; then
        fail "$name is in the image"
    fi
done
echo "it runs as user 1000, without pip and without the tools of the build: $(in_container podcast --version)"
echo "the program and its libraries: $(in_container du --summarize --human-readable --apparent-size /opt/podcast | cut --fields 1)"
