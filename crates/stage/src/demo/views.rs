//! The views of the made-up products: each fills the space that the maker's frame leaves.

use crate::canvas::Canvas;
use crate::dice::Dice;

use super::archive::{search, stats};
use super::look::{Area, Look};
use super::monitoring::{live, map};
use super::registers::{events, lists, plates};

/// What a window is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum View {
    Live,
    Map,
    Search,
    Events,
    Stats,
    Lists,
    Plates,
}

impl View {
    pub(super) const ALL: [Self; 7] = [
        Self::Live,
        Self::Map,
        Self::Search,
        Self::Events,
        Self::Stats,
        Self::Lists,
        Self::Plates,
    ];

    /// Its place in the navigation.
    pub(super) fn tab(self) -> usize {
        self as usize
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Map => "map",
            Self::Search => "search",
            Self::Events => "events",
            Self::Stats => "reports",
            Self::Lists => "lists",
            Self::Plates => "plates",
        }
    }

    pub(super) fn title(self, look: &Look) -> &'static str {
        let w = look.words;
        [
            w.live, w.map, w.search, w.events, w.stats, w.lists, w.plates,
        ][self.tab()]
    }

    pub(super) fn draw(self, c: &mut Canvas, look: &Look, d: &mut Dice, area: Area) {
        match self {
            Self::Live => live(c, look, d, area),
            Self::Map => map(c, look, d, area),
            Self::Search => search(c, look, d, area),
            Self::Events => events(c, look, d, area),
            Self::Stats => stats(c, look, d, area),
            Self::Lists => lists(c, look, d, area),
            Self::Plates => plates(c, look, d, area),
        }
    }
}
