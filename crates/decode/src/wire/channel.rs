//! One end of the socket: length-prefixed messages, raw pixels after them, and descriptors.

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::{Serialize, de::DeserializeOwned};

/// No message is longer; pixels don't count, they follow messages.
pub const LONGEST: usize = 32 << 20;

/// The byte that carries a descriptor.
const DESCRIPTOR: u8 = 0xfd;

pub struct Channel {
    socket: UnixStream,
}

impl Channel {
    pub fn new(socket: UnixStream) -> Self {
        Self { socket }
    }

    /// Makes every later read and write fail after so long without a byte.
    pub fn set_patience(&self, patience: Duration) -> io::Result<()> {
        let patience = Some(patience.max(Duration::from_millis(1)));
        self.socket.set_read_timeout(patience)?;
        self.socket.set_write_timeout(patience)
    }

    pub fn send(&mut self, message: &impl Serialize) -> io::Result<()> {
        let mut bytes = vec![0; 4];
        bytes = postcard::to_extend(message, bytes).map_err(invalid)?;
        let length = bytes.len() - 4;
        if length > LONGEST {
            return Err(invalid("message too long"));
        }
        bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
        self.socket.write_all(&bytes)
    }

    pub fn receive<T: DeserializeOwned>(&mut self) -> io::Result<T> {
        let mut length = [0; 4];
        self.socket.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return Err(invalid("message too long"));
        }
        let mut bytes = vec![0; length];
        self.socket.read_exact(&mut bytes)?;
        postcard::from_bytes(&bytes).map_err(invalid)
    }

    pub fn send_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket.write_all(bytes)
    }

    /// Reads exactly so many raw bytes; the caller has checked that they are not too many.
    pub fn receive_raw(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.socket.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    pub fn send_byte(&mut self, byte: u8) -> io::Result<()> {
        self.socket.write_all(&[byte])
    }

    pub fn receive_byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.socket.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    pub fn send_descriptor(&mut self, descriptor: BorrowedFd<'_>) -> io::Result<()> {
        let all = [descriptor];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(&all));
        let sent = sendmsg(
            &self.socket,
            &[IoSlice::new(&[DESCRIPTOR])],
            &mut control,
            SendFlags::empty(),
        )?;
        if sent == 1 {
            Ok(())
        } else {
            Err(invalid("descriptor not sent"))
        }
    }

    pub fn receive_descriptor(&mut self) -> io::Result<OwnedFd> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut byte = [0];
        let got = recvmsg(
            &self.socket,
            &mut [IoSliceMut::new(&mut byte)],
            &mut control,
            RecvFlags::empty(),
        )?;
        if got.bytes == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(mut descriptors) = message
                && byte[0] == DESCRIPTOR
                && let Some(descriptor) = descriptors.next()
            {
                return Ok(descriptor);
            }
        }
        Err(invalid("no descriptor came"))
    }
}

fn invalid(reason: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_string())
}
