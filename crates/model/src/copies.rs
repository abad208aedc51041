//! Footage that appears again: stretches of two videos that show the same recording, and families
//! of such stretches, which count as one source.

use serde::{Deserialize, Serialize};

use crate::{ContentHash, FrameTime, Homography, ItemId, Sighting};

/// Frames of one video, both ends included.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Stretch {
    pub video: ItemId,
    pub stream: u32,
    pub first: FrameTime,
    pub last: FrameTime,
    /// Pixels of a displayed frame that the common picture covers.
    pub pixels: u64,
    /// Detail of the common picture in one frame: mean squared difference of neighbouring pixels,
    /// comparable between the two stretches of a copy. An enlarged picture has more pixels and no
    /// more detail.
    pub detail: f32,
}

/// Two stretches that show the same recording, as the machine proposes.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Copy {
    pub a: Stretch,
    pub b: Stretch,
    /// Displayed frame of `b` from that of `a`, which is mirrored left to right first where
    /// `mirrored`.
    pub b_from_a: Homography,
    pub mirrored: bool,
    /// Seconds of `a` that pass in a second of `b`.
    pub speed: f64,
    /// Median correlation of the pictures, −1 to 1, brightness and contrast taken out.
    pub likeness: f32,
    /// Correlation of what changes from moment to moment; `None` where next to nothing moves, so
    /// that two recordings of a still scene can't be told apart.
    pub motion: Option<f32>,
}

/// Stretches that all show one recording.
#[derive(Clone, PartialEq, Debug)]
pub struct Family {
    /// Twelve digits, made of its members: the same in every run on the same files.
    pub id: String,
    /// In order of video and time; stretches of one video that touch are one.
    pub members: Vec<Stretch>,
    /// Number of the member that shows it best: never less detail than one that it is a copy of
    /// where that was compared, then most pixels.
    pub best: usize,
}

impl Copy {
    /// Twelve digits, made of where both stretches begin: the same in every run on the same files.
    pub fn id(&self) -> String {
        let mut text = "copy".to_owned();
        for s in [&self.a, &self.b] {
            text.push_str(&format!("\n{} {} {}", s.video, s.stream, s.first.time));
        }
        ContentHash::of(text.as_bytes()).to_hex()[..12].to_owned()
    }
}

impl Stretch {
    fn touches(&self, other: &Self) -> bool {
        self.video == other.video
            && self.stream == other.stream
            && self.first.time <= other.last.time
            && other.first.time <= self.last.time
    }

    fn join(&mut self, other: &Self) {
        if other.first.time < self.first.time {
            self.first = other.first;
        }
        if other.last.time > self.last.time {
            self.last = other.last;
        }
        self.pixels = self.pixels.max(other.pixels);
        self.detail = self.detail.max(other.detail);
    }
}

impl Family {
    /// The families that copies make, in order of their first members.
    pub fn of(copies: &[Copy]) -> Vec<Self> {
        let mut groups: Vec<Vec<Stretch>> = Vec::new();
        for copy in copies {
            let mut joined = vec![copy.a, copy.b];
            let (near, far): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| {
                let mut members = group.iter();
                members.any(|m| m.touches(&copy.a) || m.touches(&copy.b))
            });
            joined.extend(near.into_iter().flatten());
            groups = far;
            groups.push(joined);
        }
        let mut families: Vec<Self> = groups
            .into_iter()
            .map(|group| Self::from_stretches(group, copies))
            .collect();
        families.sort_by_key(|f| (f.members[0].video, f.members[0].first.time));
        families
    }

    fn from_stretches(mut all: Vec<Stretch>, copies: &[Copy]) -> Self {
        all.sort_by_key(|s| (s.video, s.stream, s.first.time));
        let mut members: Vec<Stretch> = Vec::new();
        for stretch in all {
            match members.last_mut() {
                Some(last) if last.touches(&stretch) => last.join(&stretch),
                _ => members.push(stretch),
            }
        }
        // Each comparison that a member wins clearly counts for it, each that it loses against it.
        let wins = |m: &Stretch| -> i64 {
            let of = |mine: &Stretch, other: &Stretch| {
                if !m.touches(mine) {
                    0
                } else if mine.detail > 1.03 * other.detail {
                    1
                } else {
                    -i64::from(other.detail > 1.03 * mine.detail)
                }
            };
            copies.iter().map(|c| of(&c.a, &c.b) + of(&c.b, &c.a)).sum()
        };
        let ranked = members.iter().enumerate();
        let best = ranked
            .max_by_key(|(i, m)| (wins(m), m.pixels, std::cmp::Reverse(*i)))
            .map_or(0, |(i, _)| i);
        let names: Vec<String> = members
            .iter()
            .map(|m| format!("{} {} {} {}", m.video, m.stream, m.first.time, m.last.time))
            .collect();
        let id = ContentHash::of(names.join("\n").as_bytes()).to_hex()[..12].to_owned();
        Self { id, members, best }
    }

    /// Whether a sighting is seen during one of its members.
    pub fn holds(&self, sighting: &Sighting) -> bool {
        self.members.iter().any(|m| {
            m.video == sighting.video
                && m.stream == sighting.stream
                && sighting.last.time >= m.first.time
                && sighting.first.time <= m.last.time
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TimeBase, Timestamp};

    fn stretch(video: &str, first: i64, last: i64, pixels: u64) -> Stretch {
        let at = |t: i64| FrameTime {
            time: Timestamp::new(t, TimeBase::new(1, 25).expect("a base")),
            frame: t as u64,
        };
        Stretch {
            video: ItemId(ContentHash::of(video.as_bytes())),
            stream: 0,
            first: at(first),
            last: at(last),
            pixels,
            detail: 1.0,
        }
    }

    fn copy(a: Stretch, b: Stretch) -> Copy {
        Copy {
            a,
            b,
            b_from_a: Homography::IDENTITY,
            mirrored: false,
            speed: 1.0,
            likeness: 0.9,
            motion: Some(0.9),
        }
    }

    #[test]
    fn copies_of_copies_are_one_family_and_other_shots_another() {
        let copies = [
            copy(stretch("x", 0, 100, 10), stretch("y", 50, 150, 40)),
            copy(stretch("z", 7, 60, 30), stretch("y", 100, 153, 20)),
            copy(stretch("x", 200, 300, 10), stretch("w", 0, 100, 10)),
        ];
        let families = Family::of(&copies);
        assert_eq!(families.len(), 2);
        let large = families
            .iter()
            .find(|f| f.members.len() == 3)
            .expect("one of three");
        assert_eq!(large.members[large.best].pixels, 40);
        let y = large
            .members
            .iter()
            .find(|m| m.video == copies[0].b.video)
            .expect("y");
        assert_eq!((y.first.frame, y.last.frame), (50, 153));
        let mut turned: Vec<Copy> = copies.to_vec();
        turned.reverse();
        let ids = |f: &[Family]| f.iter().map(|f| f.id.clone()).collect::<Vec<_>>();
        assert_eq!(
            ids(&Family::of(&turned)),
            ids(&families),
            "order does not matter"
        );
        assert!(Family::of(&[]).is_empty());
    }

    #[test]
    fn an_enlarged_copy_is_not_the_best() {
        let mut enlarged = stretch("x", 0, 100, 400);
        enlarged.detail = 0.7;
        let families = Family::of(&[copy(enlarged, stretch("y", 0, 100, 100))]);
        assert_eq!(families[0].members[families[0].best].pixels, 100);
    }
}
