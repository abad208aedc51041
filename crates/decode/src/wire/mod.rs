//! The way between parent and child: messages on a socket, pixels in shared memory.
//!
//! Both ends live in one binary, so the format needs no versions; but the child's end may have
//! been taken over by a hostile file, so the parent bounds and checks everything that it reads.

pub mod channel;
pub mod message;
pub mod ring;

pub use channel::Channel;
pub use message::{
    DONE, EntryHead, Failure, FigureHead, Found, FrameHead, GlimpseHead, Layout, PageHead, Part,
    Reply, Request, Task, WANTED, WatchedHead,
};
pub use ring::{Ring, RingView};
