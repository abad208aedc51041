//! The time line of a stream: strictly increasing PTS, the file's own wherever they increase.

/// Places frames, in display order, on one increasing time line.
///
/// The same frames give the same times, so a second pass from the start finds them again.
pub struct Timeline {
    /// Ticks between frames by the claimed rate, at least 1.
    step: i64,
    second: i64,
    last: Option<i64>,
    offset: i64,
    derived: u64,
}

impl Timeline {
    /// `step` is the usual distance of frames, `second` is one second, both in ticks.
    pub fn new(step: i64, second: i64) -> Self {
        Self {
            step: step.max(1),
            second: second.max(1),
            last: None,
            offset: 0,
            derived: 0,
        }
    }

    /// The time of the next frame, and what is odd about it, where something is.
    pub fn place(&mut self, stamp: Option<i64>) -> (i64, Option<String>) {
        let (time, note) = match (stamp.map(|t| t.saturating_add(self.offset)), self.last) {
            (Some(t), None) => (t, None),
            (Some(t), Some(last)) if t > last => (t, None),
            (Some(t), Some(last)) => self.out_of_order(t, last),
            (None, last) => {
                self.derived += 1;
                (last.map_or(0, |l| l.saturating_add(self.step)), None)
            }
        };
        self.last = Some(time);
        (time, note)
    }

    /// Frames whose time had to be derived.
    pub const fn derived(&self) -> u64 {
        self.derived
    }

    fn out_of_order(&mut self, t: i64, last: i64) -> (i64, Option<String>) {
        let back = last.saturating_sub(t);
        if back < self.second {
            let note = "a time stamp does not increase: moved one tick after the last".to_owned();
            return (last.saturating_add(1), Some(note));
        }
        let time = last.saturating_add(self.step);
        self.offset = self.offset.saturating_add(time.saturating_sub(t));
        let seconds = back as f64 / self.second as f64;
        let note = format!("time stamps jump back by {seconds:.1} s: counted on from there");
        (time, Some(note))
    }
}

#[cfg(test)]
mod tests {
    use super::Timeline;
    use proptest::prelude::*;

    #[test]
    fn good_stamps_are_kept() {
        let mut line = Timeline::new(40, 1000);
        for t in [-80, 0, 1, 500, 100_000] {
            assert_eq!(line.place(Some(t)), (t, None));
        }
    }

    #[test]
    fn a_jump_back_counts_on_and_a_missing_stamp_follows() {
        let mut line = Timeline::new(40, 1000);
        line.place(Some(5000));
        let (time, note) = line.place(Some(0));
        assert_eq!(time, 5040);
        assert!(note.is_some());
        assert_eq!(line.place(Some(40)), (5080, None));
        assert_eq!(line.place(None).0, 5120);
        assert_eq!(line.derived(), 1);
    }

    proptest! {
        #[test]
        fn times_always_increase(stamps in prop::collection::vec(
            prop::option::of(-1_000_000i64..1_000_000), 0..200)) {
            let mut line = Timeline::new(40, 1000);
            let times: Vec<i64> = stamps.iter().map(|s| line.place(*s).0).collect();
            prop_assert!(times.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
