//! Where a site lies, as people state it.

use std::fmt;
use std::str::FromStr;

/// Degrees north and east (WGS 84); minus for south and west.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coordinates {
    latitude: f64,
    longitude: f64,
}

/// Why a text is no place on Earth.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no place: give degrees north and east, as 43.2567,76.9286, minus for south and west"
)]
pub struct CoordinatesError(pub String);

impl Coordinates {
    /// `None` where no place on Earth has these.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        is_on_earth.then_some(Self {
            latitude,
            longitude,
        })
    }

    /// Degrees north, −90 to 90.
    pub const fn latitude(&self) -> f64 {
        self.latitude
    }

    /// Degrees east, −180 to 180.
    pub const fn longitude(&self) -> f64 {
        self.longitude
    }
}

impl FromStr for Coordinates {
    type Err = CoordinatesError;

    fn from_str(text: &str) -> Result<Self, CoordinatesError> {
        let number = |t: &str| t.trim().replace('−', "-").parse::<f64>().ok();
        let pair = text.split_once([',', ';']);
        let pair = pair.and_then(|(n, e)| Some((number(n)?, number(e)?)));
        pair.and_then(|(n, e)| Self::new(n, e))
            .ok_or_else(|| CoordinatesError(text.to_owned()))
    }
}

impl fmt::Display for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.latitude, self.longitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written_the_same() {
        for text in ["43.2567,76.9286", "-33.9,18.4", "0,-180"] {
            let place: Coordinates = text.parse().expect(text);
            assert_eq!(place.to_string(), text);
        }
        let spaced: Coordinates = " 43,25 ".parse().expect("a place");
        assert_eq!((spaced.latitude(), spaced.longitude()), (43.0, 25.0));
        for text in ["", "43.2", "91,0", "0,181", "NaN,0", "a,b", "inf,0"] {
            assert!(text.parse::<Coordinates>().is_err(), "{text}");
        }
    }
}
