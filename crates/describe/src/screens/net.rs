//! Asks a small network of our own about small upright pictures of one size. What doesn't live
//! here: what is cut out of a frame, and what the answers mean.

use std::sync::OnceLock;

use rten::{Model, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::crop::Crop;

/// Pictures that are looked at in one go.
const AT_ONCE: usize = 16;

/// A network that ships with the sources (ONNX), read when it is first asked.
pub(super) struct Net {
    bytes: &'static [u8],
    model: OnceLock<Option<Model>>,
}

impl Net {
    pub(super) const fn new(bytes: &'static [u8]) -> Self {
        Self {
            bytes,
            model: OnceLock::new(),
        }
    }

    /// What the network answers to each picture of so many rows and columns: grey levels of 1 to
    /// 255, 0 off the frame. The network gets them as two planes: grey around 0, and whether it is
    /// on the frame. `None` where it can't be run.
    pub(super) fn ask(
        &self,
        pictures: &[Crop],
        (rows, columns): (usize, usize),
    ) -> Option<Vec<Vec<f64>>> {
        let read = || Model::load(self.bytes.to_vec()).ok();
        let model = self.model.get_or_init(read).as_ref()?;
        let mut out = Vec::with_capacity(pictures.len());
        for some in pictures.chunks(AT_ONCE) {
            let mut cells = Vec::with_capacity(2 * rows * columns * some.len());
            for picture in some {
                let grey = |v: &u8| match v {
                    0 => 0.0,
                    v => (f32::from(*v) - 128.0) / 64.0,
                };
                cells.extend(picture.iter().map(grey));
                cells.extend(picture.iter().map(|v| f32::from(u8::from(*v > 0))));
            }
            let shape = [some.len(), 2, rows, columns];
            let input = NdTensor::try_from_data(shape, cells).ok()?;
            let output = model.run_one(ValueOrView::from(input.view()), None).ok()?;
            let answers: NdTensor<f32, 2> = output.try_into().ok()?;
            let flat: Vec<f64> = answers.iter().map(|v| f64::from(*v)).collect();
            let each = flat.len() / some.len();
            out.extend(flat.chunks_exact(each.max(1)).map(<[f64]>::to_vec));
        }
        (out.len() == pictures.len()).then_some(out)
    }
}
