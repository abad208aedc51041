//! From all sights of a line to one text with confidence, rivals, or the reason why it is none.

use model::{ReadChar, ReadLine, RivalText, Writing};

use super::engine::Sight;
use super::{Sheet, Work, choose, confidence, vote};

/// Lets all sights of a line vote. `None` where nobody saw anything.
pub fn settled(
    sheet: &Sheet<'_>,
    work: &Work,
    writing: Option<Writing>,
    more: Vec<Sight>,
) -> Option<ReadLine> {
    let frame_quad = sheet.frame_from_view.map_quad(&work.quad)?;
    let scale = sheet.scale.max(0.01);
    let chosen = writing?;
    let related = |s: &&Sight| {
        let w = choose::writing(s);
        w == chosen || (w.is_cyrillic() && chosen.is_cyrillic())
    };
    let mut own: Vec<&Sight> = work.sights.iter().filter(related).collect();
    own.sort_by(|a, b| {
        let key = |s: &Sight| {
            choose::plausible(s)
                + if choose::writing(s) == chosen {
                    0.1
                } else {
                    0.0
                }
        };
        key(b).total_cmp(&key(a))
    });
    let others: Vec<&Sight> = work.sights.iter().filter(|s| !related(s)).collect();
    let best = choose::mixed(own.first()?, &others);
    let mut sights: Vec<(Sight, f64)> = vec![(best, 2.0)];
    for s in own.iter().skip(1) {
        let trust = if choose::writing(s) == chosen {
            1.0
        } else {
            0.3
        };
        sights.push(((*s).clone(), trust * f64::from(choose::plausible(s))));
    }
    sights.extend(more.into_iter().map(|s| (s, 0.8)));
    let columns = vote::columns(&sights);
    let decided: Vec<vote::Decided> = columns.iter().map(vote::Column::decide).collect();
    let raws: Vec<f64> = decided
        .iter()
        .filter(|d| d.ch.is_some_and(|c| c != ' '))
        .map(confidence::raw)
        .collect();
    if raws.is_empty() {
        return None;
    }
    let mean_raw = raws.iter().sum::<f64>() / raws.len() as f64;
    let mut chars: Vec<ReadChar> = Vec::new();
    for d in &decided {
        let Some(ch) = d.ch else { continue };
        let doubled = ch == ' ' && chars.last().is_none_or(|c| c.ch == ' ');
        if doubled {
            continue;
        }
        let sure = confidence::calibrated(confidence::raw(d), mean_raw);
        let rivals = d.rivals.iter().map(|(c, share)| RivalText {
            text: c.to_string(),
            confidence: ((1.0 - sure) * share / d.rivals.iter().map(|r| r.1).sum::<f64>().max(1e-9))
                as f32,
        });
        chars.push(ReadChar {
            ch,
            confidence: sure as f32,
            votes: d.share as f32,
            rivals: rivals.collect(),
        });
    }
    while chars.last().is_some_and(|c| c.ch == ' ') {
        chars.pop();
    }
    let letters: Vec<f32> = chars
        .iter()
        .filter(|c| c.ch != ' ')
        .map(|c| c.confidence)
        .collect();
    let confidence = letters.iter().sum::<f32>() / letters.len().max(1) as f32;
    let text: String = chars.iter().map(|c| c.ch).collect();
    let mut rivals = rivals_of(&chars, confidence);
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
        limit: (!readable).then(|| confidence::limit(&work.first, scale, sheet.bits_per_pixel)),
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
