//! The child's way to the parent: replies, signs of life, and slots for frames.

use std::io;
use std::time::{Duration, Instant};

use crate::wire::{Channel, Reply, RingView};

/// Signs of life come no more often than this.
const PULSE: Duration = Duration::from_secs(1);

pub struct Outlet {
    channel: Channel,
    ring: Option<RingView>,
    told: Instant,
}

impl Outlet {
    pub fn new(channel: Channel) -> Self {
        Self {
            channel,
            ring: None,
            told: Instant::now(),
        }
    }

    pub fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        self.told = Instant::now();
        self.channel.send(reply)
    }

    /// To be called where work was done and there is nothing to tell.
    pub fn alive(&mut self) -> io::Result<()> {
        if self.told.elapsed() >= PULSE {
            self.reply(&Reply::Alive)?;
        }
        Ok(())
    }

    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.channel.send_raw(bytes)
    }

    /// The parent's next answer of one byte.
    pub fn answer(&mut self) -> io::Result<u8> {
        self.channel.receive_byte()
    }

    /// Waits until the parent has given every slot back.
    pub fn take_back(&mut self) -> io::Result<()> {
        while self.ring.as_ref().is_some_and(|r| r.held() > 0) {
            let slot = self.channel.receive_byte()?;
            if let Some(ring) = &mut self.ring {
                ring.give_back(slot);
            }
        }
        Ok(())
    }

    /// A free slot of at least so many bytes, waiting for the parent where all are full.
    pub fn slot(&mut self, bytes: usize) -> io::Result<(u8, &mut [u8])> {
        if self.ring.as_ref().is_none_or(|r| r.slot_bytes() < bytes) {
            self.new_ring(bytes)?;
        }
        let Some(ring) = self.ring.as_mut() else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        let slot = loop {
            match ring.take_free() {
                Some(slot) => break slot,
                None => ring.give_back(self.channel.receive_byte()?),
            }
        };
        Ok((slot, ring.slot_mut(slot)))
    }

    fn new_ring(&mut self, bytes: usize) -> io::Result<()> {
        if let Some(mut old) = self.ring.take() {
            while old.held() > 0 {
                old.give_back(self.channel.receive_byte()?);
            }
        }
        self.reply(&Reply::NeedRing {
            slot_bytes: bytes as u64,
        })?;
        let descriptor = self.channel.receive_descriptor()?;
        let slots = self.channel.receive_byte()?;
        self.ring = Some(RingView::new(descriptor, slots)?);
        Ok(())
    }
}
