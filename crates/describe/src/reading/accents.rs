//! French: letters with marks. The learned recogniser has no classes for most of them (ê, ç, ù, ô,
//! î, œ …), writes them without, and often é and è, too. Tesseract's French model has them; where
//! both read one word alike but for marks that the learned one lacks, the marks stand.

use model::Writing;

use super::choose::Candidate;
use super::engine::{Engine, Seen};

/// Words with marks, of which the learned recogniser knows the commonest, that tell a French sheet,
const LEAST_WORDS: usize = 3;
/// and at least one in so many words has one.
const ONE_IN: usize = 40;
/// Least certainty of a letter that tells: it is unsure of marks.
const SURE: f32 = 0.4;

/// Whether what the learned recogniser saw of the words of a sheet is French.
pub fn is_french<'a>(words: impl Iterator<Item = &'a [Candidate]>) -> bool {
    let (mut all, mut marked) = (0, 0);
    for word in words {
        let Some(learned) = word.iter().find(|c| c.engine == Engine::Learned) else {
            continue;
        };
        all += usize::from(learned.has_letters());
        let tells = |c: &Seen| "éèàÉ".contains(c.ch) && c.sure >= SURE;
        marked += usize::from(learned.chars.iter().any(tells));
    }
    marked >= LEAST_WORDS && marked * ONE_IN >= all
}

/// Gives a word of the learned recogniser the marks that it left out, where Tesseract read the same
/// letters with them.
pub fn restore(word: &mut [Candidate]) {
    let latin = Engine::Tesseract(Writing::Latin);
    let Some(other) = word.iter().find(|c| c.engine == latin) else {
        return;
    };
    let other = other.chars.clone();
    for candidate in word.iter_mut().filter(|c| c.engine == Engine::Learned) {
        let own = &candidate.chars;
        let left_out = |a: char, b: char| a == bare(b);
        let alike = own.len() == other.len()
            && own
                .iter()
                .zip(&other)
                .all(|(a, b)| a.ch == b.ch || left_out(a.ch, b.ch));
        if alike {
            for (a, b) in candidate.chars.iter_mut().zip(&other) {
                a.ch = b.ch;
            }
        }
    }
}

/// A Latin letter without its mark.
const fn bare(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'À' | 'Â' => 'A',
        'Ç' => 'C',
        'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'Î' | 'Ï' => 'I',
        'Ô' => 'O',
        'Ù' | 'Û' => 'U',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(engine: Engine, text: &str) -> Candidate {
        let seen = |ch| Seen {
            ch,
            sure: 0.99,
            others: Vec::new(),
            from: 0.0,
            to: 1.0,
        };
        Candidate::new(engine, text.chars().map(seen).collect()).expect("has characters")
    }

    fn text(c: &Candidate) -> String {
        c.chars.iter().map(|c| c.ch).collect()
    }

    #[test]
    fn marks_that_one_cannot_write_are_taken_from_the_other() {
        let latin = Engine::Tesseract(Writing::Latin);
        for (own, other, right) in [
            ("enquete", "enquête", "enquête"),
            ("detection", "détection", "détection"),
            // A mark that it saw itself, and another word, stay for the vote.
            ("détecte", "detecte", "détecte"),
            ("enquete", "conquête", "enquete"),
        ] {
            let mut both = [word(Engine::Learned, own), word(latin, other)];
            restore(&mut both);
            assert_eq!(text(&both[0]), right);
        }
    }

    #[test]
    fn a_sheet_with_marks_is_french() {
        let of = |text: &str| -> Vec<Vec<Candidate>> {
            let words = text.split(' ');
            words.map(|w| vec![word(Engine::Learned, w)]).collect()
        };
        let french = of("le système compare à la volée");
        assert!(is_french(french.iter().map(Vec::as_slice)));
        let english = of("the system compares faces at the café");
        assert!(!is_french(english.iter().map(Vec::as_slice)));
    }
}
