//! The made-up makers and products, their logos and their windows. Nothing here is real.

use crate::canvas::{Canvas, ink};
use crate::dice::Dice;
use crate::plan::Picture;

use super::chrome::Brand;
use super::look::{Area, DASTREON, HALVENKO, Look, ORLUMEN, TASKOREN};
use super::views::View;

/// Size of every interface picture.
pub(super) const WINDOW: (u32, u32) = (1600, 900);

/// A made-up company.
pub(super) struct Maker {
    pub name: &'static str,
    pub slug: &'static str,
    pub place: &'static str,
    pub look: &'static Look,
    pub logo: fn(&mut Canvas, Area),
}

/// A made-up program of a maker.
pub(super) struct Product {
    pub maker: &'static Maker,
    pub name: &'static str,
    pub slug: &'static str,
    pub version: &'static str,
    pub language: &'static str,
    pub tagline: &'static str,
    pub views: &'static [View],
    /// Whether any footage shows it.
    pub filmed: bool,
    seed: u64,
}

static ORLUMEN_MAKER: Maker = Maker {
    name: "Orlumen",
    slug: "Orlumen",
    place: "Port Callow",
    look: &ORLUMEN,
    logo: |c, [x, y, w, h]| {
        c.disc(x + w / 2.0, y + h / 2.0, w / 2.0, ink(0x2ec4b6));
        c.disc(x + w / 2.0, y + h / 2.0, w * 0.32, ink(0x0d1820));
        c.disc(x + w * 0.62, y + h * 0.42, w * 0.17, ink(0xe6f1f4));
    },
};

static HALVENKO_MAKER: Maker = Maker {
    name: "Halvenko Systems",
    slug: "Halvenko",
    place: "Verkhnozersk",
    look: &HALVENKO,
    logo: |c, [x, y, w, h]| {
        c.rect(x, y, w, h, ink(0xc22a22));
        c.rect(
            x + w * 0.16,
            y + h * 0.14,
            w * 0.18,
            h * 0.72,
            ink(0xffffff),
        );
        c.rect(
            x + w * 0.66,
            y + h * 0.14,
            w * 0.18,
            h * 0.72,
            ink(0xffffff),
        );
        c.polygon(
            &[
                [x + w * 0.3, y + h * 0.62],
                [x + w * 0.7, y + h * 0.3],
                [x + w * 0.7, y + h * 0.46],
                [x + w * 0.3, y + h * 0.78],
            ],
            ink(0xffffff),
        );
    },
};

static TASKOREN_MAKER: Maker = Maker {
    name: "Taskoren Tech",
    slug: "Taskoren",
    place: "Zharsu",
    look: &TASKOREN,
    logo: |c, [x, y, w, h]| {
        c.polygon(
            &[[x + w / 2.0, y], [x + w, y + h * 0.9], [x, y + h * 0.9]],
            ink(0xe0a526),
        );
        c.polygon(
            &[
                [x + w / 2.0, y + h * 0.36],
                [x + w * 0.76, y + h * 0.9],
                [x + w * 0.24, y + h * 0.9],
            ],
            ink(0x2a62c4),
        );
        c.rect(x, y + h * 0.93, w, h * 0.07, ink(0xffffff));
    },
};

static DASTREON_MAKER: Maker = Maker {
    name: "Dastreon",
    slug: "Dastreon",
    place: "Kessel Bay",
    look: &DASTREON,
    logo: |c, [x, y, w, h]| {
        let at = |k: usize, r: f32| {
            let a = (k as f32 * 60.0 - 30.0).to_radians();
            [x + w * (0.5 + r * a.cos()), y + h * (0.5 + r * a.sin())]
        };
        let hex: Vec<[f32; 2]> = (0..6).map(|k| at(k, 0.5)).collect();
        c.polygon(&hex, ink(0x0c0d0f));
        for k in 0..6 {
            c.line(at(k, 0.44), at(k + 1, 0.44), w * 0.07, ink(0xf2e6d0));
        }
        c.line(at(0, 0.4), at(3, 0.4), w * 0.07, ink(0xf2e6d0));
        c.disc(x + w / 2.0, y + h / 2.0, w * 0.14, ink(0xf28a1e));
    },
};

const fn product(
    maker: &'static Maker,
    names: [&'static str; 5],
    views: &'static [View],
    seed: u64,
) -> Product {
    Product {
        maker,
        name: names[0],
        slug: names[1],
        version: names[2],
        language: names[3],
        tagline: names[4],
        views,
        filmed: seed < 100,
        seed,
    }
}

use View::{Events, Lists, Live, Map, Plates, Search, Stats};

/// All products; those with `filmed` unset are in documents only.
pub(super) static PRODUCTS: [Product; 10] = [
    product(
        &ORLUMEN_MAKER,
        [
            "Orlumen Merlon",
            "merlon",
            "4.2",
            "en",
            "One wall for the whole city",
        ],
        &[Live, Events, Map],
        1,
    ),
    product(
        &ORLUMEN_MAKER,
        [
            "Orlumen Trace",
            "trace",
            "2.1",
            "en",
            "Find the minute that matters",
        ],
        &[Search, Stats],
        2,
    ),
    product(
        &HALVENKO_MAKER,
        [
            "Halvenko Shtorm",
            "shtorm",
            "7.3",
            "ru",
            "Control centre software for the duty officer",
        ],
        &[Live, Events, Lists],
        3,
    ),
    product(
        &HALVENKO_MAKER,
        [
            "Halvenko Pereval",
            "pereval",
            "3.0",
            "ru",
            "Gates, roads and number plates",
        ],
        &[Map, Plates],
        4,
    ),
    product(
        &TASKOREN_MAKER,
        [
            "Taskoren Qonyr",
            "qonyr",
            "5.1",
            "kk",
            "The city on one page",
        ],
        &[Map, Stats, Live],
        5,
    ),
    product(
        &TASKOREN_MAKER,
        [
            "Taskoren Zholbaq",
            "zholbaq",
            "1.8",
            "kk",
            "Every road, every plate",
        ],
        &[Plates, Events],
        6,
    ),
    product(
        &DASTREON_MAKER,
        [
            "Dastreon Meshwork",
            "meshwork",
            "12",
            "en",
            "Sixty-four feeds, one console",
        ],
        &[Live, Map],
        7,
    ),
    product(
        &DASTREON_MAKER,
        [
            "Dastreon Sift",
            "sift",
            "3.4",
            "en",
            "Ask the archive a question",
        ],
        &[Stats, Search],
        8,
    ),
    product(
        &ORLUMEN_MAKER,
        [
            "Orlumen Ledger",
            "ledger",
            "1.0",
            "en",
            "Every list, its owner and its last day",
        ],
        &[Lists, Plates],
        101,
    ),
    product(
        &DASTREON_MAKER,
        [
            "Dastreon Portal",
            "portal",
            "2",
            "en",
            "Visitors, badges and barriers",
        ],
        &[Lists, Plates],
        102,
    ),
];

/// The product with a slug; the demo's own plans name only such that exist.
pub(super) fn by_slug(slug: &str) -> &'static Product {
    PRODUCTS
        .iter()
        .find(|p| p.slug == slug)
        .unwrap_or(&PRODUCTS[0])
}

impl Product {
    /// Id of a view's picture, for example `merlon/live`.
    pub(super) fn picture_id(&self, view: View) -> String {
        format!("{}/{}", self.slug, view.name())
    }

    /// Draws a view on a canvas that keeps its shapes.
    pub(super) fn window(&self, view: View) -> Canvas {
        let look = self.maker.look;
        let mut d = Dice::new(self.seed * 1000 + view.tab() as u64).fork(5);
        let clock = format!(
            "{:02}.{:02}.2020  {:02}:{:02}",
            1 + d.below(28),
            1 + d.below(12),
            d.below(24),
            d.below(60)
        );
        let mut c = Canvas::recording(WINDOW.0, WINDOW.1, look.ground);
        let brand = Brand {
            product: self.name,
            version: self.version,
            clock: &clock,
            logo: self.maker.logo,
        };
        let area = look.frame(&mut c, &brand, view.title(look), view.tab());
        view.draw(&mut c, look, &mut d, area);
        c
    }

    /// A view as a picture with its text.
    pub(super) fn picture(&self, view: View) -> Picture {
        let c = self.window(view);
        let mut picture = Picture::new(self.picture_id(view), c.rgb());
        picture.lines = c.lines;
        picture
    }
}
