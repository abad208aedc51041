//! One made-up interface in several versions: what changed between two is a panel, or nothing but
//! the number in its corner.

use crate::canvas::Canvas;
use crate::dice::Dice;
use crate::plan::Picture;

use super::chrome::Brand;
use super::makers::{Product, WINDOW, by_slug};
use super::views::View;

/// A version of an interface.
pub struct InterfaceVersion {
    pub product: &'static str,
    pub version: &'static str,
    /// When its manual is dated, as it is printed there, and in the form 2020-05-12.
    pub printed: &'static str,
    pub date: &'static str,
    pub picture: Picture,
}

/// Version, dates, and what stands on the right since then.
const VERSIONS: [(&str, &str, &str, View); 4] = [
    ("3.0", "14 March 2018", "2018-03-14", View::Events),
    ("4.0", "12 May 2020", "2020-05-12", View::Stats),
    ("4.1", "3 November 2020", "2020-11-03", View::Stats),
    ("5.0", "20 June 2023", "2023-06-20", View::Lists),
];

/// Four versions of one interface, the earliest first. The second and the third differ in their
/// number alone; each of the others has a panel of its own.
pub fn interface_versions() -> Vec<InterfaceVersion> {
    let product = by_slug("meshwork");
    let made = VERSIONS
        .iter()
        .map(|&(version, printed, date, panel)| InterfaceVersion {
            product: product.name,
            version,
            printed,
            date,
            picture: picture(product, version, panel),
        });
    made.collect()
}

fn picture(product: &Product, version: &str, panel: View) -> Picture {
    let look = product.maker.look;
    let mut c = Canvas::new(WINDOW.0, WINDOW.1, look.ground);
    let brand = Brand {
        product: product.name,
        version,
        clock: "04.02.2020  11:32",
        logo: product.maker.logo,
    };
    let area = look.frame(&mut c, &brand, View::Live.title(look), View::Live.tab());
    View::Live.draw(&mut c, look, &mut Dice::new(7), area);
    let [x, y, w, h] = area;
    let left = x + 0.62 * w;
    c.rect(left, y, x + w - left, h, look.ground);
    let mut d = Dice::new(11).fork(panel.tab() as u64);
    panel.draw(&mut c, look, &mut d, [left + 8.0, y, x + w - left - 8.0, h]);
    Picture::new(format!("{}/live {version}", product.slug), c.rgb())
}
