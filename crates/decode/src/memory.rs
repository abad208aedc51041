//! How memory of frames goes back to the system.

/// Buffers from this size on are given back as soon as they are freed: a frame's worth.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: std::ffi::c_int = 1 << 20;

/// Makes the C library's allocator give large buffers back to the system when they are freed. By
/// itself it raises its limit to the largest buffer that was ever freed, and a program of many
/// threads that makes pictures of eight megabytes then keeps hundreds of them. Does nothing where
/// the allocator is another one.
pub fn give_back_large_buffers() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const M_MMAP_THRESHOLD: std::ffi::c_int = -3;
        unsafe extern "C" {
            fn mallopt(param: std::ffi::c_int, value: std::ffi::c_int) -> std::ffi::c_int;
        }
        // SAFETY: glibc's mallopt takes two numbers and may be called at any time.
        unsafe {
            mallopt(M_MMAP_THRESHOLD, LARGE);
        }
    }
}
