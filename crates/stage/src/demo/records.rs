//! The demo's records: papers of offices and firms, text only. They name who supplied what, which
//! no brochure tells. Nothing here is real.

use std::path::Path;

use crate::StageError;
use crate::canvas::ink;
use crate::pdf::{Book, Face, Page};

use super::folder;

const LEFT: f32 = 56.0;
const TOP: f32 = 150.0;
const STEP: f32 = 26.0;
const SIZE: f32 = 11.5;
/// Wide enough for the longest line.
const WIDTH: f32 = 483.0;

/// A paper of one page: a heading, then lines at even steps.
struct Record {
    name: &'static str,
    author: &'static str,
    heading: &'static str,
    lines: &'static [&'static str],
}

const RECORDS: [Record; 3] = [
    Record {
        name: "Contract notice ZH-2023-118",
        author: "City administration of Zharsu",
        heading: "Notice of a contract awarded",
        lines: &[
            "Contract ZH-2023/118, signed on 14 September 2023.",
            "Buyer: City administration of Zharsu.",
            "Supplier: Zhersu Integration LLP, Zharsu.",
            "Subject: delivery and installation of the situation map Taskoren Qonyr 5.1",
            "in the city control centre of Zharsu, with training of the duty staff.",
            "Price: 41 200 000 without tax. Offers received: 1.",
        ],
    },
    Record {
        name: "Partner list 2022",
        author: "Taskoren Tech",
        heading: "Authorised partners, March 2022",
        lines: &[
            "Taskoren Tech sells through partners only.",
            "Zhersu Integration LLP, Zharsu: distributor of Taskoren Qonyr since 2021.",
            "Kelmen Networks Ltd, Port Callow: demonstrations and trial licences.",
            "Partners are trained in Zharsu every spring.",
        ],
    },
    Record {
        name: "Letter of a former employee",
        author: "",
        heading: "To the editors",
        lines: &[
            "I worked on the installation in Zharsu in autumn 2023 and was at the handover.",
            "The map was connected to 340 cameras on the first day.",
            "Please do not let anybody see this letter: only four of us were in the room.",
        ],
    },
];

/// A record of the demo, and where its lines stand on its page.
#[derive(Clone, PartialEq, Debug)]
pub struct DemoRecord {
    /// Relative to the folder of the records.
    pub file: String,
    pub lines: Vec<&'static str>,
}

impl DemoRecord {
    /// Left, top, right and bottom of some lines, in points of page 1, y down.
    pub fn bounds(&self, lines: std::ops::RangeInclusive<usize>) -> [f64; 4] {
        let baseline = |n: usize| f64::from(TOP + STEP * n as f32);
        [
            f64::from(LEFT - 4.0),
            baseline(*lines.start()) - 14.0,
            f64::from(LEFT + WIDTH),
            baseline(*lines.end()) + 6.0,
        ]
    }
}

/// What the records are, whether they are printed yet or not: the contract, the list of partners,
/// and a letter that would tell who its writer is.
pub fn demo_records() -> [DemoRecord; 3] {
    RECORDS.map(|r| DemoRecord {
        file: format!("{}.pdf", r.name),
        lines: r.lines.to_vec(),
    })
}

/// Prints the records into `records/` of the demo's folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write_demo_records(dir: &Path) -> Result<(), StageError> {
    let dir = folder(&dir.join("records"))?;
    for record in RECORDS {
        let mut book = Book::new(record.name, record.author);
        let mut page = Page::new();
        let black = ink(0x1d2126);
        page.text(LEFT, 70.0, 11.0, Face::Plain, ink(0x5c646e), record.author);
        page.text(LEFT, 104.0, 20.0, Face::Bold, black, record.heading);
        for (n, line) in record.lines.iter().enumerate() {
            let y = TOP + STEP * n as f32;
            page.text(LEFT, y, SIZE, Face::Plain, black, line);
        }
        book.add(page);
        book.write(&dir.join(format!("{}.pdf", record.name)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::width;

    #[test]
    fn every_line_fits_its_box() {
        for record in RECORDS {
            for line in record.lines {
                assert!(width(line, Face::Plain, SIZE) <= WIDTH, "{line}");
            }
        }
        let [x0, y0, x1, y1] = demo_records()[0].bounds(2..=3);
        assert!(x0 < x1 && y1 - y0 > f64::from(STEP));
    }
}
