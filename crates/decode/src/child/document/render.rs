//! Rendering a region of a page.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use pixels::Rgb;

/// The rasteriser counts pixels in 16 bits.
const LONGEST_SIDE: f64 = 32_000.0;

/// A page that can be rendered.
pub struct Canvas<'c, 'a> {
    pub page: &'a Page<'a>,
    pub cache: &'c RenderCache<'a>,
    pub settings: &'c InterpreterSettings,
    pub most_pixels: u64,
}

impl Canvas<'_, '_> {
    /// A region in points, at so many pixels a point, on white. The flag tells that it had to be
    /// scaled down. `None` for a region of no size.
    pub fn region(&self, region: Rect, scale: f64) -> Option<(Rgb, bool)> {
        let (w, h) = (region.width(), region.height());
        if !(region.is_finite() && w > 0.0 && h > 0.0 && scale.is_finite() && scale > 0.0) {
            return None;
        }
        let most = (self.most_pixels as f64 / (w * h))
            .sqrt()
            .min(LONGEST_SIDE / w)
            .min(LONGEST_SIDE / h);
        let used = scale.min(most);
        let pixels = |points: f64| ((points * used).floor().max(1.0)) as u16;
        let (width, height) = (pixels(w), pixels(h));
        let [a, b, c, d, e, f] = self.page.initial_transform(true).as_coeffs();
        let transform = Affine::scale_non_uniform(f64::from(width) / w, f64::from(height) / h)
            * Affine::translate((-region.x0, -region.y0))
            * Affine::new([a, b, c, d, e, f]);
        let mut context = RenderContext::new(width, height);
        render_into(
            self.page,
            self.cache,
            self.settings,
            &RenderSettings::default(),
            &mut context,
            transform,
        );
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        context.render_with(
            &mut pixmap,
            &mut Resources::default(),
            RasterizerSettings {
                target_init: TargetInit::Clear(WHITE),
                ..Default::default()
            },
        );
        let data = pixmap
            .data_as_u8_slice()
            .chunks_exact(4)
            .flat_map(|p| [p[0], p[1], p[2]])
            .collect();
        let picture = Rgb::new(u32::from(width), u32::from(height), data);
        Some((picture, used < 0.98 * scale))
    }
}
