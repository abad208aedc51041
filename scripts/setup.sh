#!/bin/sh
# Installs what is missing to build (`scripts/setup.sh`) or to test (`scripts/setup.sh test`).
# Says what and why first, asks nothing, and does nothing where all is there.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
for_test=${1:-}
least_rust=1.95
. "$here/env.sh"

say() { printf '%s\n' "$*" >&2; }
fail() { say "contrechamp: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---- System packages -------------------------------------------------------------------------

browser_there() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if have "$name"; then return 0; fi
    done
    [ -d "/Applications/Google Chrome.app" ] || [ -d "/Applications/Chromium.app" ]
}

# Rows of the table that this run needs, as "<package> <why>"; $1 is the column (2 apt, 3 dnf, 4 brew).
wanted() {
    kinds=build
    if ! have cargo; then kinds="$kinds rust"; fi
    if [ "$for_test" = test ]; then
        kinds="$kinds test"
        if ! browser_there; then kinds="$kinds browser"; fi
    fi
    # A name that several rows share is wanted once.
    awk -v kinds=" $kinds " -v column="$1" '
        /^#/ || NF < 5 { next }
        index(kinds, " " $1 " ") && $column != "-" && !seen[$column]++ {
            name = $column
            $1 = $2 = $3 = $4 = ""
            sub(/^ +/, "")
            print name, $0
        }' "$here/packages.txt"
}

# Reads "<package> <why>" and passes on those that are not in the list of installed ones, $1.
missing_from() {
    while read -r name why; do
        case "
$1
" in
            *"
$name
"*) ;;
            *) printf '%s %s\n' "$name" "$why" ;;
        esac
    done
}

announce() { # $1: rows, $2: command
    say "contrechamp needs system packages that are not installed yet:"
    printf '%s\n' "$1" | while read -r name why; do printf '  %-26s %s\n' "$name" "$why"; done >&2
    say "Installing them now with: $2"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@" # no terminal: fail rather than ask for a password
    fi
}

root_or_fail() { # $1: command that an administrator can run instead
    [ "$(id -u)" = 0 ] || have sudo ||
        fail "installing needs root or sudo, and neither is at hand. Ask an administrator to run:
  $1"
}

packages_apt() {
    rows=$(wanted 2)
    if grep -qs '^ID=ubuntu' /etc/os-release; then
        rows=$(printf '%s\n' "$rows" | sed 's/^chromium /chromium-browser /')
    fi
    names=$(printf '%s\n' "$rows" | cut -d' ' -f1)
    # shellcheck disable=SC2086 # one word a package
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $names 2>/dev/null |
        sed -n 's/^installed //p') || true
    missing=$(printf '%s\n' "$rows" | missing_from "$installed")
    [ -n "$missing" ] || return 0
    names=$(printf '%s\n' "$missing" | cut -d' ' -f1 | tr '\n' ' ')
    command="apt-get install --no-install-recommends $names"
    root_or_fail "$command"
    announce "$missing" "$command"
    as_root apt-get update -q >&2 || { sleep 3 && as_root apt-get update -q >&2; } ||
        say "The package lists could not be brought up to date; trying with those at hand."
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=120 $names >&2 ||
        fail "apt-get could not install them (its own message is above). Once that is solved, run this again."
}

packages_dnf() {
    rows=$(wanted 3)
    installed=$(rpm -qa --qf '%{NAME}\n')
    missing=$(printf '%s\n' "$rows" | missing_from "$installed")
    [ -n "$missing" ] || return 0
    names=$(printf '%s\n' "$missing" | cut -d' ' -f1 | tr '\n' ' ')
    root_or_fail "dnf install $names"
    announce "$missing" "dnf install $names"
    # shellcheck disable=SC2086
    as_root dnf install -y --setopt=install_weak_deps=False $names >&2 ||
        fail "dnf could not install them (its own message is above). Once that is solved, run this again."
}

packages_brew() {
    have brew || fail "on macOS the libraries come from Homebrew, which is not installed: see https://brew.sh, then run this again."
    rows=$(wanted 4)
    installed=$(ls "$(brew --prefix)/opt")
    missing=$(printf '%s\n' "$rows" | missing_from "$installed")
    [ -n "$missing" ] || return 0
    names=$(printf '%s\n' "$missing" | cut -d' ' -f1 | tr '\n' ' ')
    announce "$missing" "brew install $names"
    # shellcheck disable=SC2086
    brew install $names >&2 ||
        fail "brew could not install them (its own message is above). Once that is solved, run this again."
}

packages() {
    if [ "$(uname -s)" = Darwin ]; then
        packages_brew
    elif have apt-get && have dpkg-query; then
        packages_apt
    elif have dnf && have rpm; then
        packages_dnf
    else
        say "No apt, dnf or brew here: system packages are up to you. Needed are a C compiler,"
        say "clang with libclang, pkg-config, and FFmpeg with its headers. Going on."
    fi
}

# ---- Rust ------------------------------------------------------------------------------------

rust() {
    if ! have cargo; then
        say "Rust is not installed. Fetching it with rustup (https://rustup.rs) into ${CARGO_HOME:-${HOME:-}/.cargo}; it takes about 600 MB."
        script=$(curl --proto '=https' --tlsv1.2 --retry 3 -fsS https://sh.rustup.rs) ||
            fail "the Rust installer could not be fetched from https://sh.rustup.rs. Check the network, or install Rust $least_rust or later in another way, then run this again."
        printf '%s\n' "$script" |
            sh -s -- -y --no-modify-path --profile minimal --component rustfmt --component clippy >&2 ||
            fail "rustup did not finish (its own message is above)."
        . "$here/env.sh"
    fi
    version=$(cargo --version 2>/dev/null | cut -d' ' -f2) || true
    [ -n "$version" ] ||
        fail "cargo is installed, but has no toolchain. Run: rustup default stable"
    printf '%s\n' "$version" | awk -F. -v least="$least_rust" '
        { split(least, want, "."); exit !($1 > want[1] || ($1 == want[1] && $2 >= want[2])) }' ||
        fail "Rust $least_rust or later is needed, and $(command -v cargo) is $version. With rustup, run: rustup update stable. Without, remove that package, or install rustup (https://rustup.rs)."
}

rust_for_tests() {
    for tool in fmt clippy; do
        cargo "$tool" --version >/dev/null 2>&1 && continue
        component=$(echo "$tool" | sed 's/^fmt$/rustfmt/')
        say "Installing $component, which checks the source."
        rustup component add "$component" >&2 ||
            fail "$component is missing. Run: rustup component add $component"
    done
    if ! have cargo-nextest; then
        say "Installing cargo-nextest, which runs the tests side by side (built once, a few minutes)."
        cargo install --locked cargo-nextest >&2 ||
            say "cargo-nextest could not be installed; the tests will run with cargo test instead."
    fi
    if ! have cargo-deny; then
        say "Installing cargo-deny, which holds licences and libraries (built once, a few minutes)."
        cargo install --locked cargo-deny >&2 ||
            say "cargo-deny could not be installed; licences and banned libraries will not be checked."
    fi
}

# ---- Networks that read Latin and Chinese ----------------------------------------------------

# PP-OCRv4's detector and recogniser (Apache-2.0), as they lie in a wheel of the Python package index.
# Optional: without them text is found and read by Tesseract alone, and the program says so.
models_wheel=rapidocr_onnxruntime-1.4.4-py3-none-any.whl
models_sha256=971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf

models() {
    into=$here/../models
    if [ -f "$into/ch_PP-OCRv4_det_infer.onnx" ] && [ -f "$into/ch_PP-OCRv4_rec_infer.onnx" ]; then
        return 0
    fi
    without="Going on without: Latin and Chinese on screens will be read less well."
    if ! have python3 || ! python3 -m pip --version >/dev/null 2>&1; then
        say "The networks that read Latin and Chinese text come with pip, which is not installed. $without"
        return 0
    fi
    say "Fetching the networks that read Latin and Chinese text (15 MB, from the Python package index, checked by hash)."
    aside=$(mktemp -d)
    if python3 -m pip download -q --no-deps --no-cache-dir --only-binary :all: --python-version 3.11 \
            -d "$aside" rapidocr-onnxruntime==1.4.4 >&2 &&
        printf '%s  %s\n' "$models_sha256" "$aside/$models_wheel" | (sha256sum -c - || shasum -a 256 -c -) >/dev/null 2>&1; then
        mkdir -p "$into"
        python3 -c 'import sys, zipfile, pathlib
wheel, into = sys.argv[1:]
z = zipfile.ZipFile(wheel)
for name in ("ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx"):
    pathlib.Path(into, name).write_bytes(z.read("rapidocr_onnxruntime/models/" + name))
pathlib.Path(into, "SOURCE.txt").write_text("PP-OCRv4 by the PaddleOCR authors, Apache License 2.0, from " + pathlib.Path(wheel).name + "\n")' \
            "$aside/$models_wheel" "$into" || say "They could not be unpacked. $without"
    else
        say "They could not be fetched, or are not the ones that are expected. $without"
    fi
    rm -rf "$aside"
}

# ---- Programs that read our exports back -----------------------------------------------------

validators() {
    into=${CONTRECHAMP_VALIDATORS:-$here/../target/validators}
    wanted=$(cat "$here/validators.txt")
    [ "$(cat "$into/installed.txt" 2>/dev/null)" != "$wanted" ] || return 0
    say "Installing the programs that read our exports back, from the Python package index, into target/validators."
    mkdir -p "$into"
    python3 -m venv "$into" >&2 ||
        fail "python3 could not make $into (its own message is above). Install python3-venv, then run this again."
    "$into/bin/pip" install -q -r "$here/validators.txt" >&2 ||
        fail "they could not be installed (pip's own message is above). Check the network, then run this again."
    cp "$here/validators.txt" "$into/installed.txt"
}

packages
rust
models
[ "$for_test" != test ] || { rust_for_tests; validators; }
