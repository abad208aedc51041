//! Words of a line by the gaps in its picture, and what each recogniser saw of each: recognisers
//! leave spaces out, and words of another writing stand among those of the line's.

use pixels::Luma;

use super::engine::{Seen, Sight};

/// Least gap between words, in heights of the line picture: its columns without ink, each counted
/// by how far it is from any. On the pages of `bench text --seed 71` it is wrong for 4 of 302 gaps.
const GAP: f64 = 0.1;
/// The same in widths of a letter, where that is less.
const PITCH: f64 = 0.36;
/// Of a line with few gaps, in heights; of others, in gaps of the usual width.
const SHARP: (f64, f64) = (0.16, 2.0);
/// Darkness from which a column counts as ink.
const INK: f64 = 160.0;

/// Where a word stands along the line, 0 to 1.
pub type Stretch = (f32, f32);

/// Words of a line picture, dark on light, from left to right. `letters` is about how many there
/// are, where somebody has read it: narrow letters have narrow gaps.
pub fn stretches(line: &Luma, letters: Option<usize>) -> Vec<Stretch> {
    let (w, h) = (line.width as usize, line.height as usize);
    let tall = h as f64;
    let least = letters.map_or(GAP * tall, |n| {
        let pitch = (tall.max(w as f64 - 0.3 * tall)) / n.max(1) as f64;
        (PITCH * pitch).clamp(0.6 * GAP * tall, GAP * tall)
    });
    let place = |x: usize| x as f32 / w.max(1) as f32;
    let (ends, gaps) = inked(line);
    let least = least.max(between_letters(&gaps, tall));
    let mut out: Vec<Stretch> = Vec::new();
    for (n, (from, to)) in ends.iter().copied().enumerate() {
        match out.last_mut() {
            // The gap before it is the one after the one before.
            Some(last) if gaps[n - 1] < least => last.1 = place(to),
            _ => out.push((place(from), place(to))),
        }
    }
    out
}

/// Runs of columns with ink, from and to, and the gaps between them.
fn inked(line: &Luma) -> (Vec<(usize, usize)>, Vec<f64>) {
    let (w, h) = (line.width as usize, line.height as usize);
    let (mut runs, mut gaps): (Vec<(usize, usize)>, Vec<f64>) = (Vec::new(), Vec::new());
    let mut gap = 0.0;
    let mut before = false;
    for x in 0..w {
        let dark = (0..h).map(|y| 255 - line.data[y * w + x]).max();
        let empty = (1.0 - f64::from(dark.unwrap_or(0)) / INK).max(0.0);
        if empty > 0.0 {
            gap += empty;
            before = false;
            continue;
        }
        match runs.last_mut() {
            Some(last) if before => last.1 = x + 1,
            Some(_) => {
                gaps.push(gap);
                runs.push((x, x + 1));
            }
            None => runs.push((x, x + 1)),
        }
        gap = 0.0;
        before = true;
    }
    (runs, gaps)
}

/// What no gap between letters of a sharp line reaches: letters stand apart on it.
fn between_letters(gaps: &[f64], tall: f64) -> f64 {
    let mut sorted = gaps.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0..3 => SHARP.0 * tall,
        n => SHARP.1 * sorted[(n - 1) / 2],
    }
}

/// The characters of a sight in each stretch, without spaces. Where the recogniser saw as many
/// words they are taken one by one, for its boxes are rough.
pub fn split(sight: &Sight, stretches: &[Stretch]) -> Vec<Vec<Seen>> {
    let own: Vec<&[Seen]> = sight
        .chars
        .split(|c| c.ch == ' ')
        .filter(|w| !w.is_empty())
        .collect();
    if own.len() == stretches.len() {
        return own.into_iter().map(<[Seen]>::to_vec).collect();
    }
    let mut out: Vec<Vec<Seen>> = vec![Vec::new(); stretches.len()];
    for c in sight.chars.iter().filter(|c| c.ch != ' ') {
        let at = (c.from + c.to) / 2.0;
        let away = |s: &Stretch| (s.0 - at).max(at - s.1).max(0.0);
        let nearest = (0..stretches.len())
            .min_by(|a, b| away(&stretches[*a]).total_cmp(&away(&stretches[*b])));
        if let Some(n) = nearest {
            out[n].push(c.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::engine::Engine;

    /// Strokes of two pixels at these places.
    fn strokes(at: &[u32]) -> Luma {
        Luma::from_fn(200, 48, |x, y| {
            let ink = at.iter().any(|s| x >= *s && x < s + 2) && (12..36).contains(&y);
            if ink { 20 } else { 250 }
        })
    }

    #[test]
    fn wide_gaps_part_words_and_narrow_ones_do_not() {
        let line = strokes(&[20, 25, 30, 60, 65]);
        let words = stretches(&line, None);
        assert_eq!(words, [(0.1, 0.16), (0.3, 0.335)]);
        assert!(stretches(&Luma::filled(50, 48, 255), None).is_empty());
    }

    #[test]
    fn a_sight_without_spaces_is_parted_by_the_picture() {
        let seen = |ch, from: f32| Seen {
            ch,
            sure: 0.9,
            others: Vec::new(),
            from,
            to: from + 0.05,
        };
        let sight = Sight {
            engine: Engine::Learned,
            chars: vec![seen('a', 0.1), seen('b', 0.2), seen('c', 0.6)],
        };
        let words = split(&sight, &[(0.08, 0.3), (0.55, 0.7)]);
        let text = |w: &Vec<Seen>| w.iter().map(|c| c.ch).collect::<String>();
        assert_eq!(words.iter().map(text).collect::<Vec<_>>(), ["ab", "c"]);
    }
}
