//! What the made-up brochures claim, deny and restrict, product by product.

use super::makers::Product;
use super::views::View;

/// A passage: heading and text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Passage {
    Feature(&'static str, &'static str),
    Condition(&'static str, &'static str),
    Denial(&'static str, &'static str),
}

impl Passage {
    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Feature(a, b) | Self::Condition(a, b) | Self::Denial(a, b) => (a, b),
        }
    }
}

use Passage::{Condition, Denial, Feature};

const LIVE: [Passage; 3] = [
    Feature(
        "Live face matching against watch lists",
        "Faces in up to 32 live feeds are compared with the lists of the site. A match opens a \
         notification with the person's category, the camera and a similarity value.",
    ),
    Condition(
        "Licence",
        "Live face matching against watch lists requires the Analyst licence and at least one \
         list that was signed by an administrator. It is switched off in the Base edition.",
    ),
    Denial(
        "Not included",
        "The program does not forward watch-list alerts to mobile phones. Sound is not recorded.",
    ),
];

const SEARCH: [Passage; 3] = [
    Feature(
        "Attribute search",
        "The archive can be searched by clothing colour, bag, hat and direction of travel. \
         Results are ordered by similarity and shown on a time line.",
    ),
    Condition(
        "Retrospective face search",
        "Searching the archive for a face is possible for recordings made after the function was \
         enabled, and only by a supervisor. Every search is written to the audit log.",
    ),
    Denial(
        "Not included",
        "People are not followed from camera to camera: cross-camera re-identification is not \
         part of this version.",
    ),
];

const MAP: [Passage; 3] = [
    Feature(
        "Cameras and events on the map",
        "Every camera stands on the map with its field of view. Events appear where they \
         happened, and the nearest cameras open with one click.",
    ),
    Condition(
        "Maps",
        "Maps are supplied by the customer. Positions of patrols are shown only if the radio \
         system delivers them.",
    ),
    Denial(
        "Not included",
        "The map does not show the positions of mobile phones.",
    ),
];

const STATS: [Passage; 2] = [
    Feature(
        "Reports by day, place and category",
        "Events are counted by kind, place and category of list. Reports can be printed or \
         exported every morning without being asked for.",
    ),
    Denial(
        "Not included",
        "Reports contain counts only; pictures are never exported with them.",
    ),
];

const PLATES: [Passage; 3] = [
    Feature(
        "Number plate recognition",
        "Plates of 14 countries are read at up to 120 km/h, by day and by night, and compared \
         with lists of wanted and permitted vehicles.",
    ),
    Condition(
        "Lanes",
        "Each lane needs a licence. Average speed between two gates is calculated only where \
         both gates are calibrated.",
    ),
    Denial(
        "Not included",
        "Make and colour of the vehicle are not recognised in this version.",
    ),
];

const EVENTS: [Passage; 2] = [
    Feature(
        "Crowd, line and object alarms",
        "An alarm is raised when a crowd forms, a line is crossed or an object is left behind. \
         The operator confirms or dismisses it; both are kept in the event log.",
    ),
    Condition(
        "Night",
        "Object alarms work in daylight or with infrared light. They are unavailable in heavy snow.",
    ),
];

const LISTS: [Passage; 2] = [
    Feature(
        "Person categories",
        "People on a list carry a category such as wanted, missing, barred or staff. Categories \
         and their colours are set by the administrator.",
    ),
    Denial(
        "Not included",
        "Categories by ethnicity, religion or political opinion are not supported and cannot be \
         created.",
    ),
];

/// Everything that a product's brochure says, by the views that the product has.
pub(super) fn passages(product: &Product) -> Vec<Passage> {
    let of = |view: &View| -> &'static [Passage] {
        match view {
            View::Live => &LIVE,
            View::Map => &MAP,
            View::Search => &SEARCH,
            View::Events => &EVENTS,
            View::Stats => &STATS,
            View::Lists => &LISTS,
            View::Plates => &PLATES,
        }
    };
    product
        .views
        .iter()
        .flat_map(|v| of(v).iter().copied())
        .collect()
}

pub(super) fn purpose(p: &Product) -> &'static str {
    match p.views[0] {
        View::Live => "monitoring system",
        View::Map => "situation map",
        View::Search => "archive search",
        View::Stats => "reporting tool",
        View::Plates => "road and gate system",
        View::Events => "audit journal",
        View::Lists => "list manager",
    }
}

pub(super) fn language(p: &Product) -> &'static str {
    match p.language {
        "ru" => "Russian",
        "kk" => "Kazakh",
        _ => "English",
    }
}

pub(super) fn view_words(view: View) -> &'static str {
    match view {
        View::Live => "Live wall",
        View::Map => "City map",
        View::Search => "Archive search",
        View::Events => "Event log",
        View::Stats => "Reports",
        View::Lists => "Lists",
        View::Plates => "Plate register",
    }
}

pub(super) fn edition_date(p: &Product) -> String {
    let n = p.name.bytes().map(usize::from).sum::<usize>();
    let month = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "September",
        "October",
    ][n % 8];
    format!("{} {month} {}", 1 + n % 27, 2021 + n % 3)
}
