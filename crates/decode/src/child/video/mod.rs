//! Videos, by FFmpeg: what is in them, every frame, exact frames.
//!
//! The only place that knows FFmpeg. It reads through our own callbacks and has no protocols.

mod convert;
mod decoding;
mod ledger;
mod seek;
mod shown;
mod shrink;
mod source;
mod spans;
mod stream;
mod timeline;
mod times;
mod watch;

pub use seek::frames_at;
pub use spans::spans;
pub use stream::identify;
pub use times::times;
pub use watch::watch;
