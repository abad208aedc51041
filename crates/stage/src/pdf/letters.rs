//! Encoding, measures and breaking of the text layer's lines.

/// Face of the text layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Face {
    Plain,
    Bold,
}

/// Text in the encoding of the text layer; other letters become question marks.
pub(super) fn win_ansi(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '–' => 0x96,
            '—' => 0x97,
            '•' => 0x95,
            '’' => 0x92,
            '…' => 0x85,
            c => u8::try_from(u32::from(c))
                .ok()
                .filter(|b| (32..127).contains(b) || *b >= 160)
                .unwrap_or(b'?'),
        })
        .collect()
}

/// Adobe's widths of Helvetica and Helvetica-Bold for the characters 32 to 126, in thousandths.
#[rustfmt::skip]
const WIDTHS: [[u16; 95]; 2] = [
    [278,278,355,556,556,889,667,191,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,
     556,556,556,278,278,584,584,584,556,1015,667,667,722,722,667,611,778,722,278,500,667,556,833,
     722,778,667,778,722,667,611,722,667,944,667,667,611,278,278,278,469,556,333,556,556,500,556,
     556,278,556,556,222,222,500,222,833,556,556,556,556,333,500,278,556,500,722,500,500,500,334,
     260,334,584],
    [278,333,474,556,556,889,722,238,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,
     556,556,556,333,333,584,584,584,611,975,722,722,722,722,667,611,778,722,278,556,722,611,833,
     722,778,667,778,722,667,611,722,667,944,667,667,611,333,278,333,584,556,333,556,611,556,611,
     556,333,611,611,278,278,556,278,889,611,611,611,611,389,556,333,611,556,778,556,556,500,389,
     280,389,584],
];

/// Width of a line of text in points.
pub(crate) fn width(text: &str, face: Face, size: f32) -> f32 {
    let table = &WIDTHS[usize::from(face == Face::Bold)];
    let units: u32 = win_ansi(text)
        .iter()
        .map(|b| {
            u32::from(
                table
                    .get(usize::from(*b).wrapping_sub(32))
                    .copied()
                    .unwrap_or(556),
            )
        })
        .sum();
    units as f32 * size / 1000.0
}

pub(super) fn wrap(text: &str, face: Face, size: f32, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), face, size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_every_word_inside_the_room() {
        let text = "Live face matching against watch lists is available with the Analyst licence";
        let lines = wrap(text, Face::Bold, 11.0, 150.0);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|l| width(l, Face::Bold, 11.0) <= 150.0));
    }
}
