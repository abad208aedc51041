# Environment of a build: source it (`. scripts/env.sh`) before calling cargo by hand.
# ./run and ./test source it too, so that all builds share one target folder without rebuilding.

# Rust, where rustup put it and the shell does not know yet.
if ! command -v cargo >/dev/null 2>&1 && [ -x "${CARGO_HOME:-${HOME:-}/.cargo}/bin/cargo" ]; then
    PATH="${CARGO_HOME:-${HOME:-}/.cargo}/bin:$PATH"
    export PATH
fi

if [ "$(uname -s)" = Darwin ]; then
    # Homebrew keeps its libclang out of the usual places.
    if [ -z "${LIBCLANG_PATH:-}" ] && command -v brew >/dev/null 2>&1; then
        LIBCLANG_PATH="$(brew --prefix)/opt/llvm/lib"
        DYLD_FALLBACK_LIBRARY_PATH="$LIBCLANG_PATH${DYLD_FALLBACK_LIBRARY_PATH:+:$DYLD_FALLBACK_LIBRARY_PATH}"
        export LIBCLANG_PATH DYLD_FALLBACK_LIBRARY_PATH
    fi
fi
