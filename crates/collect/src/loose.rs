//! JSON values of which only scalars matter. Whatever else a hostile file puts in their place is
//! read past without being kept, so that memory stays small and a wrong type is no error.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Longest text that is kept, in characters; the file itself is kept whole.
const LONGEST: usize = 2000;

/// A value as far as it matters.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) enum Loose {
    /// Null, missing, or something that doesn't matter.
    #[default]
    Nothing,
    Text(String),
    Number(f64),
    /// A list of so many entries.
    List(usize),
    /// An object, and its `version` where that is a text.
    Object(Option<String>),
}

impl Loose {
    /// The text without blanks around it, where there is any.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|t| !t.is_empty()),
            _ => None,
        }
    }

    /// The number where it is whole, without its fraction otherwise.
    pub(crate) fn whole(&self) -> Option<i64> {
        match self {
            Self::Number(n) if n.is_finite() && n.abs() < 1e15 => Some(n.trunc() as i64),
            _ => None,
        }
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_i64<E>(self, n: i64) -> Result<Loose, E> {
        Ok(Loose::Number(n as f64))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Loose, E> {
        Ok(Loose::Number(n as f64))
    }

    fn visit_f64<E>(self, n: f64) -> Result<Loose, E> {
        Ok(Loose::Number(n))
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        let mut kept: String = text.chars().take(LONGEST).collect();
        if kept.len() < text.len() {
            kept.push('…');
        }
        Ok(Loose::Text(kept))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
        let mut n = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            n += 1;
        }
        Ok(Loose::List(n))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut version = None;
        while let Some(key) = map.next_key::<Loose>()? {
            if key.text() == Some("version") {
                let value: Loose = map.next_value()?;
                version = value.text().map(str::to_owned);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Loose::Object(version))
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(Anything)
    }
}
