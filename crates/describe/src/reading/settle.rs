//! From all sights of a line to one text with confidence, rivals, or the reason why it is none.

use model::{ReadChar, ReadLine, RivalText, Writing};

use super::choose::{self, Candidate};
use super::engine::Sight;
use super::look::Work;
use super::vote::{self, Decided};
use super::{Sheet, confidence};

/// How much less believable another writing's word may be to be kept as a rival.
const NEARLY: f32 = 0.05;

/// Votes of those who read a word in the same writing. `None` where nobody saw anything.
fn voted(word: &[Candidate], around: &[f32; 4]) -> Option<(Vec<Decided>, Option<Writing>)> {
    let best = &word[choose::best(word, around)?];
    let (writing, letters) = (best.writing(), best.has_letters());
    let related = |c: &&Candidate| {
        c.has_letters() == letters
            && (!letters
                || c.writing() == writing
                || (c.writing().is_cyrillic() && writing.is_cyrillic()))
    };
    let trust = |c: &Candidate| {
        let own = if !letters || c.writing() == writing {
            1.0
        } else {
            0.3
        };
        own * (5.0 * f64::from(c.worth - 0.8)).clamp(0.05, 1.0)
    };
    let sight = |c: &Candidate| {
        let mut chars = c.chars.clone();
        let mean = c.mean();
        for seen in &mut chars {
            seen.sure = confidence::likely(c.engine, seen.sure, mean);
        }
        Sight {
            engine: c.engine,
            chars,
        }
    };
    let mut sights = vec![(sight(best), 1.3 * trust(best))];
    let others = word.iter().filter(|c| !std::ptr::eq(*c, best));
    sights.extend(others.filter(related).map(|c| (sight(c), trust(c))));
    let decided = vote::columns(&sights);
    let decided = decided.iter().map(vote::Column::decide).collect();
    Some((decided, letters.then_some(writing)))
}

/// The writing of most letters; that of the sheet where a line has none.
fn of_line(words: &[(Vec<Decided>, Option<Writing>)], around: &[f32; 4]) -> Writing {
    let letters = |w: Writing| {
        let own = words.iter().filter(|(_, of)| *of == Some(w));
        own.map(|(decided, _)| decided.len()).sum::<usize>() as f32
    };
    let score = |w: &Writing| letters(*w) + 0.5 * around[*w as usize];
    let mut all = Writing::ALL;
    // Of equals the first.
    all.reverse();
    all.into_iter()
        .max_by(|a, b| score(a).total_cmp(&score(b)))
        .unwrap_or(Writing::Latin)
}

/// Lets all who saw a line vote, word by word. `None` where nobody saw anything; a line that is too
/// small to be looked at says so.
pub fn settled(sheet: &Sheet<'_>, work: &Work, around: &[f32; 4]) -> Option<ReadLine> {
    let frame_quad = sheet.frame_from_view.map_quad(&work.quad)?;
    let scale = sheet.scale.max(0.01);
    let limit = || confidence::limit(&work.first, scale, sheet.bits_per_pixel);
    if work.is_left_out() {
        return Some(ReadLine {
            text: String::new(),
            confidence: 0.0,
            chars: Vec::new(),
            rivals: Vec::new(),
            writing: None,
            quad: frame_quad.rounded(),
            x_height: (work.first.x_height / scale) as f32,
            light_on_dark: work.first.light_on_dark,
            limit: Some(limit()),
        });
    }
    let words: Vec<(Vec<Decided>, Option<Writing>)> = work
        .words
        .iter()
        .filter_map(|w| voted(w, around))
        .filter(|(decided, _)| decided.iter().any(|d| d.ch.is_some()))
        .collect();
    let chosen = of_line(&words, around);
    let decided = joined(words);
    if !decided
        .iter()
        .any(|d| d.ch.is_some_and(char::is_alphanumeric))
    {
        return None;
    }
    let raws: Vec<f64> = decided
        .iter()
        .filter(|d| d.ch.is_some_and(|c| c != ' '))
        .map(confidence::raw)
        .collect();
    if raws.is_empty() {
        return None;
    }
    let mean_raw = raws.iter().sum::<f64>() / raws.len() as f64;
    let chars: Vec<ReadChar> = (decided.iter())
        .filter_map(|d| read_char(d, mean_raw))
        .collect();
    let letters: Vec<f32> = chars
        .iter()
        .filter(|c| c.ch != ' ')
        .map(|c| c.confidence)
        .collect();
    let confidence = letters.iter().sum::<f32>() / letters.len().max(1) as f32;
    let text: String = chars.iter().map(|c| c.ch).collect();
    let mut rivals = rivals_of(&chars, confidence);
    rivals.extend(other_writing(work, around, confidence));
    let readable = f64::from(confidence) >= confidence::READABLE;
    if !readable {
        // The guess is kept as what it is: one of the rivals.
        rivals.insert(
            0,
            RivalText {
                text: text.clone(),
                confidence,
            },
        );
    }
    Some(ReadLine {
        text: if readable { text } else { String::new() },
        confidence,
        chars,
        rivals,
        writing: Some(chosen),
        quad: frame_quad.rounded(),
        x_height: (work.first.x_height / scale) as f32,
        light_on_dark: work.first.light_on_dark,
        limit: (!readable).then(limit),
    })
}

/// A character with its confidence and rivals, on a line that is so certain on average. `None`
/// where most say that nothing stands there.
fn read_char(d: &Decided, mean_raw: f64) -> Option<ReadChar> {
    let sure = confidence::calibrated(confidence::raw(d), mean_raw);
    let all = d.rivals.iter().map(|r| r.1).sum::<f64>().max(1e-9);
    let rivals = d.rivals.iter().map(|(c, share)| RivalText {
        text: c.to_string(),
        confidence: ((1.0 - sure) * share / all) as f32,
    });
    Some(ReadChar {
        ch: d.ch?,
        confidence: sure as f32,
        votes: d.share as f32,
        rivals: rivals.collect(),
    })
}

/// Words with spaces between, but for Chinese signs.
fn joined(words: Vec<(Vec<Decided>, Option<Writing>)>) -> Vec<Decided> {
    let mut out: Vec<Decided> = Vec::new();
    let mut before = None;
    for (word, writing) in words {
        let chinese = Some(Writing::Chinese);
        if let Some(last) = out.last()
            && !(before == chinese && writing == chinese)
            && !within_number(last.ch, word.first().and_then(|d| d.ch))
        {
            let (share, sure) = (last.share, last.sure);
            out.push(Decided {
                ch: Some(' '),
                share,
                sure,
                rivals: Vec::new(),
            });
        }
        before = writing;
        out.extend(word);
    }
    out
}

/// Clocks and dates are written with wide gaps around their dots.
fn within_number(before: Option<char>, after: Option<char>) -> bool {
    let is = |c: Option<char>, wanted: fn(&char) -> bool| c.is_some_and(|c| wanted(&c));
    let digit = |c: &char| c.is_ascii_digit();
    let dot = |c: &char| matches!(c, ':' | '.' | ',');
    is(before, digit) && is(after, dot) || is(before, dot) && is(after, digit)
}

/// The line with its words as another writing has them, where that is nearly as believable: names
/// are found in it that the line's own writing hides.
fn other_writing(work: &Work, around: &[f32; 4], confidence: f32) -> Option<RivalText> {
    let mut changed = false;
    let words: Vec<String> = work
        .words
        .iter()
        .filter_map(|word| {
            let best = &word[choose::best(word, around)?];
            let other = word
                .iter()
                .filter(|c| c.writing() != best.writing() && c.has_letters())
                .filter(|c| c.worth > best.worth - NEARLY)
                .max_by(|a, b| a.worth.total_cmp(&b.worth));
            changed |= other.is_some();
            let chars = &other.unwrap_or(best).chars;
            Some(chars.iter().map(|c| c.ch).collect())
        })
        .collect();
    changed.then(|| RivalText {
        text: words.join(" "),
        confidence: 0.2 * confidence,
    })
}

/// The whole line with its least sure characters replaced by their first rival.
fn rivals_of(chars: &[ReadChar], confidence: f32) -> Vec<RivalText> {
    let mut doubtful: Vec<usize> = (0..chars.len())
        .filter(|i| !chars[*i].rivals.is_empty())
        .collect();
    doubtful.sort_by(|a, b| {
        let odds = |i: usize| chars[i].rivals[0].confidence / chars[i].confidence.max(0.01);
        odds(*b).total_cmp(&odds(*a))
    });
    doubtful
        .into_iter()
        .take(3)
        .map(|i| {
            let rival = &chars[i].rivals[0];
            let text: String = chars
                .iter()
                .enumerate()
                .map(|(j, c)| {
                    if i == j {
                        rival.text.clone()
                    } else {
                        c.ch.to_string()
                    }
                })
                .collect();
            let odds = (rival.confidence / chars[i].confidence.max(0.01)).min(1.0);
            RivalText {
                text,
                confidence: confidence * odds,
            }
        })
        .filter(|r| r.confidence > 0.05)
        .collect()
}
