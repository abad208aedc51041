//! What a piece of evidence is in one line, where it stands and what it is worth: sightings,
//! passages, readings, places and relations.

use model::{Address, EvidenceRef, Part, PassageStanding, Phrase, Standing, VerdictValue};

use super::{Evidence, PAGE, Shown, Worth, readers};
use crate::book::Book;
use crate::people;

impl Evidence {
    pub(super) fn sighting(&self, of: &EvidenceRef, id: &str) -> Shown {
        let Some(row) = self.sightings.get(id) else {
            let form = "sighting {0}, which is no longer proposed";
            return gone(of, Phrase::new(form, [id.to_owned().into()]));
        };
        let s = &row.sighting;
        Shown {
            of: of.clone(),
            worth: self.counted(Standing::of(&row.verdicts), readers(&row.verdicts)),
            item: Some(s.video),
            footage: true,
            words: Phrase::new(
                "{0} at {1} in {2}",
                [
                    s.product.clone().into(),
                    s.best.at.time.clock().into(),
                    self.item_name(&s.video).into(),
                ],
            ),
            quote: None,
            address: Some(s.best_address().to_string()),
            page: None,
            time: Some(s.best.at.time),
        }
    }

    pub(super) fn passage(&self, of: &EvidenceRef, id: &str) -> Shown {
        let Some(row) = self.passages.get(id) else {
            let form = "passage {0}, which is no longer proposed";
            return gone(of, Phrase::new(form, [id.to_owned().into()]));
        };
        let p = &row.passage;
        let readers = people(row.verdicts.iter().map(|v| v.by.as_str())).len();
        let worth = match row.standing() {
            PassageStanding::Accepted(_) if self.two_readers && readers < 2 => Worth::Open,
            PassageStanding::Accepted(_) => Worth::Accepted,
            PassageStanding::Rejected => Worth::Rejected,
            PassageStanding::CannotTell => Worth::CannotTell,
            PassageStanding::Split => Worth::Split,
            PassageStanding::Open => Worth::Open,
        };
        Shown {
            of: of.clone(),
            worth,
            item: Some(p.item),
            footage: false,
            words: Phrase::new(
                PAGE,
                [self.item_name(&p.item).into(), p.page.to_string().into()],
            ),
            quote: Some(p.quote.clone()),
            address: Some(p.address().to_string()),
            page: Some(p.page),
            time: None,
        }
    }

    /// A reading is accepted when a person says what its line reads, or judges it with yes.
    pub(super) fn reading(&self, book: &Book, of: &EvidenceRef, id: &str, line: usize) -> Shown {
        let row = self.readings.get(id);
        let Some((row, read)) = row.and_then(|r| Some((r, r.reading.lines.get(line)?))) else {
            let form = "line {0} of reading {1}, which is no longer there";
            return gone(
                of,
                Phrase::new(form, [line.to_string().into(), id.to_owned().into()]),
            );
        };
        let said = row.corrections.iter().rev().find(|c| c.line == line);
        let verdicts = book.judged.get(&of.to_string());
        let standing = Standing::of(verdicts.map_or(&[][..], Vec::as_slice));
        let worth = match (said, standing) {
            (Some(c), Standing::Open) if c.text.is_empty() => Worth::Rejected,
            (Some(c), Standing::Open) => {
                let same = row.corrections.iter();
                let same = same.filter(|o| o.line == line && o.text == c.text);
                let agree = people(same.map(|o| o.by.as_str())).len();
                self.counted(Standing::Agreed(VerdictValue::Yes), agree)
            }
            (_, standing) => self.counted(standing, verdicts.map_or(0, |v| readers(v))),
        };
        let text = said.map_or(&read.text, |c| &c.text);
        Shown {
            of: of.clone(),
            worth,
            item: Some(row.reading.video),
            footage: true,
            words: Phrase::new(
                "text on a screen at {0} in {1}",
                [
                    row.reading.best.time.clock().into(),
                    self.item_name(&row.reading.video).into(),
                ],
            ),
            quote: Some(text.clone()),
            address: Some(row.reading.line_address(read).to_string()),
            page: None,
            time: Some(row.reading.best.time),
        }
    }

    /// A place that a person cites is accepted by that, while it is there, nobody rejects it and
    /// one reader is enough.
    pub(super) fn place(&self, book: &Book, of: &EvidenceRef, text: &str) -> Shown {
        let Ok(address) = text.parse::<Address>() else {
            let form = "{0}, which is no address";
            return gone(of, Phrase::new(form, [text.to_owned().into()]));
        };
        let prefix = match &address {
            Address::Moment(m) => &m.item,
            Address::Page(p) => &p.item,
        };
        let mut fits = self.items.keys().filter(|i| prefix.matches(i));
        let (Some(item), None) = (fits.next(), fits.next()) else {
            let form = "{0}, whose item is not in the case";
            return gone(of, Phrase::new(form, [text.to_owned().into()]));
        };
        if let Some(why) = self.outside(item, &address) {
            let parts = [text.to_owned().into(), why.into()];
            return gone(of, Phrase::new("{0}: {1}", parts));
        }
        let verdicts = book.judged.get(&of.to_string());
        let worth = self.place_worth(item, &address, verdicts.map_or(&[][..], Vec::as_slice));
        let name = self.item_name(item);
        let (words, page, time) = match &address {
            Address::Moment(m) => {
                let parts = [name.into(), m.time.clock().into()];
                (Phrase::new("{0} at {1}", parts), None, Some(m.time))
            }
            Address::Page(p) => {
                let parts = [name.into(), p.page.to_string().into()];
                (Phrase::new(PAGE, parts), Some(p.page), None)
            }
        };
        Shown {
            of: of.clone(),
            worth,
            item: Some(*item),
            footage: matches!(address, Address::Moment(_)),
            words,
            quote: None,
            address: Some(text.to_owned()),
            page,
            time,
        }
    }

    pub(super) fn relation(&self, book: &Book, of: &EvidenceRef, id: &str) -> Shown {
        let Some(relation) = book.relations.get(id) else {
            let form = "relation {0}, which was removed";
            return gone(of, Phrase::new(form, [id.to_owned().into()]));
        };
        let f = &relation.fields;
        let proofs = self.proofs(book, relation);
        Shown {
            of: of.clone(),
            worth: self.relation_worth(book, relation),
            item: proofs.iter().find_map(|p| p.item),
            footage: proofs.iter().any(|p| p.footage),
            words: Phrase::new(
                "{0} {1} {2}",
                [
                    self.party_name(book, &f.from).into(),
                    Part::Word(f.kind.words()),
                    self.party_name(book, &f.to).into(),
                ],
            ),
            quote: None,
            address: None,
            page: None,
            time: None,
        }
    }
}

fn gone(of: &EvidenceRef, words: Phrase) -> Shown {
    Shown {
        of: of.clone(),
        worth: Worth::Gone,
        item: None,
        footage: false,
        words,
        quote: None,
        address: None,
        page: None,
        time: None,
    }
}
