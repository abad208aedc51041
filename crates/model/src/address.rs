//! Addresses that survive copy and paste: a moment of a video or a page of a document, with an
//! optional quad.
//!
//! ```text
//! 7f3a9c2b4d1e@0:527872:1/12800#240,86,816,90,812,324,238,320     video stream 0, PTS, time base, quad
//! 7f3a9c2b4d1e/p7#72,90,520,90,520,410,72,410                    page 7 of a document
//! ```
//! An address holds the first digits of the item's SHA-256; the case resolves them.

use std::fmt;
use std::str::FromStr;

use crate::{HashError, ItemId, ItemPrefix, Moment, Quad, QuadError, TimeError, Timestamp};

/// A place in the evidence that a person can quote.
#[derive(Clone, PartialEq, Debug)]
pub enum Address {
    Moment(MomentAddress),
    Page(PageAddress),
}

/// A frame of a video, or a quad on it.
#[derive(Clone, PartialEq, Debug)]
pub struct MomentAddress {
    pub item: ItemPrefix,
    pub stream: u32,
    pub time: Timestamp,
    pub quad: Option<Quad>,
}

/// A page of a document (from 1), or a quad on it in points of the page, y down.
#[derive(Clone, PartialEq, Debug)]
pub struct PageAddress {
    pub item: ItemPrefix,
    pub page: u32,
    pub quad: Option<Quad>,
}

/// Why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error(
        "an address is <item>@<stream>:<pts>:<time base> or <item>/p<page>, then #<quad> where wanted; got {0:?}"
    )]
    Form(String),
    #[error("the item of {0:?} is not the start of a SHA-256 (8 to 64 hexadecimal digits): {1}")]
    Item(String, HashError),
    #[error("the time of {0:?}: {1}")]
    Time(String, TimeError),
    #[error("the quad of {0:?}: {1}")]
    Quad(String, QuadError),
}

impl MomentAddress {
    pub fn new(moment: &Moment, quad: Option<&Quad>) -> Self {
        Self {
            item: ItemPrefix::from(&moment.item),
            stream: moment.stream,
            time: moment.time,
            quad: quad.map(Quad::rounded),
        }
    }
}

impl PageAddress {
    pub fn new(item: &ItemId, page: u32, quad: Option<&Quad>) -> Self {
        Self {
            item: ItemPrefix::from(item),
            page,
            quad: quad.map(Quad::rounded),
        }
    }
}

fn write_quad(f: &mut fmt::Formatter<'_>, quad: Option<&Quad>) -> fmt::Result {
    quad.map_or(Ok(()), |q| write!(f, "#{q}"))
}

impl fmt::Display for MomentAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}:{}", self.item, self.stream, self.time)?;
        write_quad(f, self.quad.as_ref())
    }
}

impl fmt::Display for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/p{}", self.item, self.page)?;
        write_quad(f, self.quad.as_ref())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(m) => m.fmt(f),
            Self::Page(p) => p.fmt(f),
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let all = text.trim();
        let form = || AddressError::Form(all.to_owned());
        let (place, quad) = match all.split_once('#') {
            Some((place, quad)) => {
                let quad = quad
                    .parse::<Quad>()
                    .map_err(|e| AddressError::Quad(all.to_owned(), e))?;
                (place, Some(quad))
            }
            None => (all, None),
        };
        let item = |t: &str| {
            t.parse::<ItemPrefix>()
                .map_err(|e| AddressError::Item(all.to_owned(), e))
        };
        if let Some((id, moment)) = place.split_once('@') {
            let (stream, time) = moment.split_once(':').ok_or_else(form)?;
            Ok(Self::Moment(MomentAddress {
                item: item(id)?,
                stream: plain_number(stream).ok_or_else(form)?,
                time: time
                    .parse()
                    .map_err(|e| AddressError::Time(all.to_owned(), e))?,
                quad,
            }))
        } else if let Some((id, page)) = place.split_once("/p") {
            Ok(Self::Page(PageAddress {
                item: item(id)?,
                page: plain_number(page).filter(|p| *p > 0).ok_or_else(form)?,
                quad,
            }))
        } else {
            Err(form())
        }
    }
}

fn plain_number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}
