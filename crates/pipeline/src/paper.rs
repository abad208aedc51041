//! Pages as pictures, and references that a person cuts from a page or a frame by hand.

use case::CutReference;
use model::{
    Address, BoxPx, ItemId, ItemKind, MomentAddress, PageAddress, Quad, ReferenceKind,
    ReferenceSource, pictures,
};
use pixels::{Rgb, draw, warp};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::documents::{PICTURES, reference_id};
use crate::find::upright;
use crate::png_files::encode_png;
use crate::show::Shown;
use crate::{PipelineError, recipe};

/// Pixels a point of a page that is looked at: 144 dots an inch.
const PAGE_SCALE: f64 = 2.0;
/// Pixels a point of a reference that is cut from a page: 180 dots an inch, as drawn figures.
const CUT_SCALE: f64 = 2.5;
const MARK: [u8; 3] = [214, 96, 0];

/// Who cuts a reference, and for which product.
pub struct Cut<'a> {
    pub product: &'a str,
    pub by: &'a str,
    pub reason: &'a str,
    /// ISO 8601, UTC.
    pub at: &'a str,
}

impl Desk {
    /// A page of a document, whole or the part in the address's quad, with boxes drawn on it (in
    /// points of the page). A picture that was added as a document has one page.
    ///
    /// # Errors
    /// When there is no such page, or it can't be read.
    pub fn show_page(
        &self,
        address: &PageAddress,
        boxes: &[BoxPx],
    ) -> Result<Shown, PipelineError> {
        let item = self.case.resolve(&address.item)?;
        let (mut page, scale, notes) = self.page(item, address.page, PAGE_SCALE)?;
        let mut steps = vec![json!({
            "op": "render-page", "page": address.page, "pixels_per_point": scale,
            "width": page.width, "height": page.height,
        })];
        if !boxes.is_empty() {
            for b in boxes {
                draw::quad(&mut page, &scaled(&quad_of(b), scale), 2.0, MARK);
            }
            steps.push(json!({"op": "draw", "boxes": boxes}));
        }
        if let Some(quad) = &address.quad {
            let part = part(&page, quad, scale)?;
            steps.push(json!({"op": "crop", "quad": quad.to_string(), "unit": "points"}));
            page = part;
        }
        shown(&page, &item, steps, notes)
    }

    /// Cuts a reference by hand: the quad of a page, upright, or of a frame, rectified. It is
    /// kept with its pixels and features, and looked for with the next `analyse`.
    ///
    /// # Errors
    /// When the address has no quad, there is no such place, it can't be read, or the case can't
    /// be written.
    pub fn cut_reference(
        &mut self,
        address: &Address,
        cut: &Cut<'_>,
    ) -> Result<CutReference, PipelineError> {
        let (picture, source) = match address {
            Address::Page(page) => self.cut_page(page)?,
            Address::Moment(moment) => self.cut_frame(moment)?,
        };
        let id = reference_id(&picture);
        let key = pictures::reference_picture(&id).key();
        let png = encode_png(&picture).map_err(unmade)?;
        self.derived.put(PICTURES.0, &key, PICTURES.1, &png)?;
        let poor = match self.reference_features(&id, &picture) {
            Ok(features) => describe::poor_reason(&features),
            Err(why) => Some(why),
        };
        let kept = CutReference {
            id,
            address: address.to_string(),
            size: picture.size(),
            product: cut.product.to_owned(),
            source,
            poor,
            by: cut.by.to_owned(),
            at: cut.at.to_owned(),
            reason: cut.reason.to_owned(),
        };
        self.case.add_cut_reference(&kept)?;
        Ok(kept)
    }

    fn cut_page(&self, page: &PageAddress) -> Result<(Rgb, ReferenceSource), PipelineError> {
        let quad = page.quad.as_ref().ok_or_else(no_quad)?;
        let item = self.case.resolve(&page.item)?;
        let (picture, scale, _) = self.page(item, page.page, CUT_SCALE)?;
        let part = part(&picture, quad, scale)?;
        let source = ReferenceSource {
            item,
            page: page.page,
            bounds: bounds(quad),
            kind: ReferenceKind::Cut,
            address: Some(page.to_string()),
            shown_on: None,
        };
        Ok((part, source))
    }

    fn cut_frame(&self, moment: &MomentAddress) -> Result<(Rgb, ReferenceSource), PipelineError> {
        let quad = moment.quad.as_ref().ok_or_else(no_quad)?;
        let item = self.case.resolve(&moment.item)?;
        let view = self.region(moment)?;
        let source = ReferenceSource {
            item,
            page: 1,
            bounds: bounds(quad),
            kind: ReferenceKind::Cut,
            address: Some(moment.to_string()),
            shown_on: None,
        };
        Ok((view, source))
    }

    /// A page as a picture, its pixels a point, and what is to be known of how it is drawn.
    fn page(
        &self,
        item: ItemId,
        number: u32,
        scale: f64,
    ) -> Result<(Rgb, f64, Vec<String>), PipelineError> {
        let wanted = |e: String| PipelineError::Wanted(e);
        let object = self.object(&item).map_err(wanted)?;
        let kind = self.case.item(item)?.and_then(|row| row.kind);
        if kind == Some(ItemKind::Picture) {
            if number != 1 {
                return Err(wanted("a picture has page 1 only".to_owned()));
            }
            let picture = self.decoder.picture(&object);
            let picture = picture.map_err(|e| wanted(e.to_string()))?;
            return Ok((picture.rgb, 1.0, picture.notes));
        }
        if kind == Some(ItemKind::Video) {
            return Err(wanted(
                "a video has no pages; name a moment: <item>@<stream>:<pts>:<time base>".to_owned(),
            ));
        }
        let picture = self.decoder.page_picture(&object, number, scale);
        let decode::Picture { rgb, notes, .. } = picture.map_err(|e| wanted(e.to_string()))?;
        // Large pages come smaller than asked for.
        let points = self.case.pages(item)?;
        let width = points
            .iter()
            .find(|p| p.number == number)
            .map(|p| p.size_points.0);
        let really = width
            .filter(|w| *w > 0.0)
            .map_or(scale, |w| f64::from(rgb.width) / w);
        Ok((rgb, really, notes))
    }
}

fn quad_of(b: &BoxPx) -> Quad {
    let at = |x, y| model::Point::new(x, y);
    Quad([
        at(b.x, b.y),
        at(b.right(), b.y),
        at(b.right(), b.bottom()),
        at(b.x, b.bottom()),
    ])
}

fn bounds(quad: &Quad) -> BoxPx {
    let [x, y, right, bottom] = quad.bounds();
    BoxPx {
        x,
        y,
        width: right - x,
        height: bottom - y,
    }
}

fn scaled(quad: &Quad, scale: f64) -> Quad {
    Quad(quad.0.map(|p| model::Point::new(p.x * scale, p.y * scale)))
}

/// The part of a page in a quad, upright.
fn part(page: &Rgb, quad: &Quad, scale: f64) -> Result<Rgb, PipelineError> {
    let size = page.size();
    let inside = scaled(quad, scale);
    let [x, y, right, bottom] = inside.bounds();
    let fits = x >= -1.0
        && y >= -1.0
        && right <= f64::from(size.width) + 1.0
        && bottom <= f64::from(size.height) + 1.0;
    if !fits || right - x < 8.0 || bottom - y < 8.0 {
        return Err(PipelineError::Wanted(format!(
            "the quad {quad} is not a part of the page of at least 8 pixels each way; the page is {:.0} × {:.0} points",
            f64::from(size.width) / scale,
            f64::from(size.height) / scale
        )));
    }
    warp::rectify_rgb(page, &inside, upright(&inside))
        .ok_or_else(|| PipelineError::Wanted(format!("the four corners {quad} are no picture")))
}

fn shown(
    picture: &Rgb,
    item: &ItemId,
    steps: Vec<Value>,
    notes: Vec<String>,
) -> Result<Shown, PipelineError> {
    let png = encode_png(picture).map_err(unmade)?;
    let recipe = recipe::recipe(&png, picture, item, &steps, "viewing");
    Ok(Shown {
        png,
        size: picture.size(),
        recipe,
        notes,
    })
}

fn no_quad() -> PipelineError {
    PipelineError::Wanted(
        "a reference is cut from a quad: end the address with #x1,y1,…,x4,y4, clockwise from the top left"
            .to_owned(),
    )
}

fn unmade(e: std::io::Error) -> PipelineError {
    PipelineError::Wanted(format!("the picture could not be made: {e}"))
}
