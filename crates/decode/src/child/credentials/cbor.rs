//! CBOR (RFC 8949), as far as claims and signatures use it; what is damaged is no value.

/// Values within values, at most.
const DEEPEST: u32 = 24;
/// Values altogether, at most.
const MOST: u32 = 100_000;

#[derive(Debug)]
pub enum Value {
    Number(i128),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Bool(bool),
    /// Floats, `null` and the like: nothing of them is needed.
    Other,
}

impl Value {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A number that is not negative.
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::Number(n) => u64::try_from(*n).ok(),
            _ => None,
        }
    }

    pub fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    pub fn at(&self, place: usize) -> Option<&Self> {
        match self {
            Self::List(list) => list.get(place),
            _ => None,
        }
    }

    pub fn first(&self) -> Option<&Self> {
        self.at(0)
    }

    /// The value of a map's text key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(|k| k.text() == Some(key))
    }

    /// The value of a map's number key.
    pub fn number(&self, key: i128) -> Option<&Self> {
        self.entry(|k| matches!(k, Self::Number(n) if *n == key))
    }

    fn entry(&self, is: impl Fn(&Self) -> bool) -> Option<&Self> {
        match self {
            Self::Map(all) => all.iter().find(|(k, _)| is(k)).map(|(_, v)| v),
            _ => None,
        }
    }
}

/// The value that these bytes begin with.
pub fn read(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader {
        rest: bytes,
        left: MOST,
    };
    reader.value(0)
}

struct Reader<'a> {
    rest: &'a [u8],
    /// Values that may still be read.
    left: u32,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u32) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth > DEEPEST {
            return None;
        }
        let (kind, short) = self.head()?;
        // Without a length: pieces up to a break.
        if short == 31 && matches!(kind, 2..=5) {
            return self.endless(kind, depth);
        }
        let n = self.argument(short)?;
        match kind {
            0 => Some(Value::Number(i128::from(n))),
            1 => Some(Value::Number(-1 - i128::from(n))),
            2 => Some(Value::Bytes(self.take(n)?.to_vec())),
            3 => Some(Value::Text(
                String::from_utf8_lossy(self.take(n)?).into_owned(),
            )),
            4 => {
                let mut list = Vec::new();
                for _ in 0..n {
                    list.push(self.value(depth + 1)?);
                }
                Some(Value::List(list))
            }
            5 => {
                let mut map = Vec::new();
                for _ in 0..n {
                    map.push((self.value(depth + 1)?, self.value(depth + 1)?));
                }
                Some(Value::Map(map))
            }
            // A tag tells of what follows.
            6 => self.value(depth + 1),
            _ => Some(match short {
                20 => Value::Bool(false),
                21 => Value::Bool(true),
                _ => Value::Other,
            }),
        }
    }

    fn endless(&mut self, kind: u8, depth: u32) -> Option<Value> {
        let mut all = Vec::new();
        while self.rest.first() != Some(&0xff) {
            all.push(self.value(depth + 1)?);
        }
        self.rest = &self.rest[1..];
        Some(match kind {
            2 => Value::Bytes(
                all.iter()
                    .filter_map(Value::bytes)
                    .flatten()
                    .copied()
                    .collect(),
            ),
            3 => Value::Text(all.iter().filter_map(Value::text).collect()),
            4 => Value::List(all),
            _ => {
                let mut map = Vec::new();
                let mut values = all.into_iter();
                while let Some(key) = values.next() {
                    map.push((key, values.next()?));
                }
                Value::Map(map)
            }
        })
    }

    fn head(&mut self) -> Option<(u8, u8)> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some((first >> 5, first & 31))
    }

    fn argument(&mut self, short: u8) -> Option<u64> {
        let bytes = match short {
            0..=23 => return Some(u64::from(short)),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        let all = self.take(bytes)?;
        Some(all.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let length = usize::try_from(length).ok()?;
        let taken = self.rest.get(..length)?;
        self.rest = &self.rest[length..];
        Some(taken)
    }
}

/// Bytes as a value.
pub fn bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = head(2, bytes.len() as u64);
    out.extend_from_slice(bytes);
    out
}

/// The shortest head of a kind with a length.
fn head(kind: u8, n: u64) -> Vec<u8> {
    let all = n.to_be_bytes();
    let (short, from) = match n {
        // Less than 24, so a byte.
        0..=23 => return vec![kind << 5 | all[7]],
        24..=0xff => (24, 7),
        0x100..=0xffff => (25, 6),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 0),
    };
    let mut out = vec![kind << 5 | short];
    out.extend_from_slice(&all[from..]);
    out
}

/// What a COSE signature is over (RFC 9052, 4.4): context, protected header, nothing, payload.
pub fn to_be_signed(context: &str, protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut out = head(4, 4);
    out.extend(head(3, context.len() as u64));
    out.extend_from_slice(context.as_bytes());
    out.extend(bytes(protected));
    out.extend(bytes(&[]));
    out.extend(bytes(payload));
    out
}
