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
elif [ -z "${OPENCV_LINK_LIBS:-}" ] && ! pkg-config --exists opencv4 2>/dev/null; then
    # Debian's single OpenCV packages come without opencv4.pc: name libraries and folders here.
    # The order is part of cargo's fingerprint; changing it rebuilds the bindings.
    for twin in /usr/include/*-linux-gnu*/opencv4; do
        [ -d "$twin" ] || continue
        multiarch=${twin#/usr/include/}
        multiarch=${multiarch%/opencv4}
        OPENCV_LINK_LIBS=opencv_calib3d,opencv_features2d,opencv_flann,opencv_video,opencv_imgproc,opencv_core
        OPENCV_LINK_PATHS=/usr/lib/$multiarch
        OPENCV_INCLUDE_PATHS=/usr/include/opencv4,$twin
        export OPENCV_LINK_LIBS OPENCV_LINK_PATHS OPENCV_INCLUDE_PATHS
        break
    done
    unset twin multiarch
fi
