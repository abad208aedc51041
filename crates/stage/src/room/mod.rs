//! A generated control room around the planned screens: walls, floor, ceiling, and furniture.
//! The walls' pictures are drawn in `wall`, the furniture in `furniture`.

mod furniture;
mod hangings;
mod wall;

use std::sync::{Arc, OnceLock};

use model::Size;

use crate::camera::Patch;
use crate::canvas::{Canvas, Ink, ink, mix};
use crate::dice::Dice;
use crate::raster::Edge;
use crate::scene::Thing;
use crate::texture::Texture;

/// Everything but the planned screens.
pub(crate) struct Room {
    /// Walls, floor, ceiling: always behind everything else.
    pub shell: Vec<Thing>,
    pub props: Vec<Thing>,
}

/// Extents in metres around the camera.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub depth: f64,
    pub half_width: f64,
    pub floor: f64,
    pub ceiling: f64,
}

/// Colours of one room.
#[derive(Clone, Copy)]
pub(crate) struct Palette {
    pub wall: Ink,
    pub side: Ink,
    pub floor: Ink,
    pub ceiling: Ink,
    pub wood: Ink,
    pub accent: Ink,
}

const PALETTES: [Palette; 6] = [
    palette([0x8d9aa6, 0x7c8894, 0x4b5056, 0xaab0b4, 0x8a6a48, 0x2f6fa8]),
    palette([0xb9ad98, 0xa39881, 0x6a5a48, 0xc4c0b6, 0x5f4630, 0x9c4a2f]),
    palette([0x5a6672, 0x4c5763, 0x34383e, 0x6f767c, 0x9a9388, 0xc98b2a]),
    palette([0xa6b4a8, 0x90a093, 0x55605a, 0xb9c0ba, 0x74563a, 0x3f7d5c]),
    palette([0x3e4652, 0x353c47, 0x26292f, 0x4a5058, 0x5b5f66, 0x4f8fd0]),
    palette([0xc2c6ca, 0xb0b6bc, 0x7a7f86, 0xd2d4d6, 0xa88c66, 0x7a3f8a]),
];

const fn palette(c: [u32; 6]) -> Palette {
    Palette {
        wall: ink(c[0]),
        side: ink(c[1]),
        floor: ink(c[2]),
        ceiling: ink(c[3]),
        wood: ink(c[4]),
        accent: ink(c[5]),
    }
}

/// Builds a room in which all the given screens have space.
pub(crate) fn build(seed: u64, fov: f64, size: Size, screens: &[Patch]) -> Room {
    let dice = Dice::new(seed);
    let mut d = dice.fork(1);
    let palette = *d.pick(&PALETTES);
    let extent = extent(&mut d, fov, size, screens);
    let shell = shell(&dice, &extent, &palette);
    let props = furniture::furnish(&dice, &extent, &palette, screens);
    Room { shell, props }
}

fn extent(d: &mut Dice, fov: f64, size: Size, screens: &[Patch]) -> Extent {
    let corners = || {
        screens.iter().flat_map(|s| {
            [
                s.at(0.0, 0.0),
                s.at(1.0, 0.0),
                s.at(1.0, 1.0),
                s.at(0.0, 1.0),
            ]
        })
    };
    let most = |k: usize, sign: f64| corners().fold(f64::MIN, |m, p| m.max(sign * p[k]));
    let depth = (most(2, 1.0) + 0.9).max(d.range(4.6, 6.4));
    let view = (fov.to_radians() / 2.0).tan();
    let tall = view * f64::from(size.height) / f64::from(size.width);
    let reach = most(0, 1.0).max(most(0, -1.0)) + 0.4;
    Extent {
        depth,
        half_width: (depth * view * d.range(0.72, 1.1)).max(reach),
        floor: (most(1, 1.0) + 0.45)
            .max(1.35)
            .min(depth * tall * 1.4 + 1.0),
        ceiling: -(most(1, -1.0) + 0.3).max(d.range(1.3, 1.7)),
    }
}

/// Fine and coarse unevenness, as paint, cloth and light give it.
pub(crate) fn roughen(c: &mut Canvas, dice: &mut Dice, fine: f32, coarse: f32) {
    let (w, h) = (c.width(), c.height());
    let cell = 24.0;
    let cols = (w / cell) as usize + 2;
    let lumps: Vec<f32> = (0..cols * ((h / cell) as usize + 2))
        .map(|_| dice.unit() as f32 - 0.5)
        .collect();
    let mut grain = dice.fork(3);
    c.shade(0.0, 0.0, w, h, |x, y, i| {
        let (gx, gy) = (x as f32 / cell, y as f32 / cell);
        let (ix, iy) = (gx as usize, gy as usize);
        let (fx, fy) = (gx.fract(), gy.fract());
        let at = |dx: usize, dy: usize| lumps[(iy + dy) * cols + ix + dx];
        let top = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
        let low = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
        let lump = top + (low - top) * fy;
        let n = (grain.unit() as f32 - 0.5) * fine + lump * coarse;
        [0, 1, 2, 3].map(|k: usize| {
            if k == 3 {
                i[3]
            } else {
                (f32::from(i[k]) + n).clamp(0.0, 255.0) as u8
            }
        })
    });
}

pub(crate) fn texture(c: &Canvas) -> Arc<Texture> {
    Arc::new(Texture::new(
        c.width() as u32,
        c.height() as u32,
        c.texels(),
    ))
}

/// The dark frame of a display.
pub(crate) fn bezel() -> Arc<Texture> {
    static BEZEL: OnceLock<Arc<Texture>> = OnceLock::new();
    Arc::clone(BEZEL.get_or_init(|| {
        let mut c = Canvas::new(256, 144, ink(0x17181a));
        c.outline(0.0, 0.0, 256.0, 144.0, 1.5, ink(0x3a3c40));
        c.rect(126.0, 140.5, 5.0, 1.2, ink(0x9aa0a6));
        texture(&c)
    }))
}

/// The frame of a display in a light colour.
pub(crate) fn light_bezel(colour: [u8; 3]) -> Arc<Texture> {
    let base = [colour[0], colour[1], colour[2], 255];
    let mut c = Canvas::new(256, 144, base);
    c.outline(0.0, 0.0, 256.0, 144.0, 1.5, mix(base, ink(0), 0.25));
    c.rect(126.0, 140.5, 5.0, 1.2, ink(0x5a6066));
    texture(&c)
}

fn shell(dice: &Dice, e: &Extent, p: &Palette) -> Vec<Thing> {
    let (x, top, low, z) = (e.half_width, e.ceiling, e.floor, e.depth);
    let near = -1.5;
    let high = low - top;
    let back = Patch {
        origin: [-x, top, z],
        u: [2.0 * x, 0.0, 0.0],
        v: [0.0, high, 0.0],
    };
    let left = Patch {
        origin: [-x, top, near],
        u: [0.0, 0.0, z - near],
        v: [0.0, high, 0.0],
    };
    let right = Patch {
        origin: [x, top, z],
        u: [0.0, 0.0, near - z],
        v: [0.0, high, 0.0],
    };
    let floor = Patch {
        origin: [-x, low, z],
        u: [2.0 * x, 0.0, 0.0],
        v: [0.0, 0.0, near - z],
    };
    let ceiling = Patch {
        origin: [-x, top, near],
        u: [2.0 * x, 0.0, 0.0],
        v: [0.0, 0.0, z - near],
    };
    let wall = |label: u64, width: f64, base: Ink| {
        texture(&wall::draw(&mut dice.fork(label), width, high, base, p))
    };
    let shell = [
        (
            floor,
            texture(&floor_texture(&mut dice.fork(40), 2.0 * x, z - near, p)),
        ),
        (
            ceiling,
            texture(&ceiling_texture(&mut dice.fork(41), 2.0 * x, z - near, p)),
        ),
        (left, wall(42, z - near, p.side)),
        (right, wall(43, z - near, mix(p.side, ink(0), 0.12))),
        (back, wall(44, 2.0 * x, p.wall)),
    ];
    shell
        .into_iter()
        .map(|(patch, texture)| Thing {
            patch,
            texture,
            edge: Edge::Overlapping,
            screen: None,
            with: None,
            idle: false,
        })
        .collect()
}

/// Texels a metre that keep a texture below a size.
fn density(metres: f64, wanted: f64) -> f64 {
    wanted.min(2600.0 / metres)
}

fn floor_texture(d: &mut Dice, width: f64, depth: f64, p: &Palette) -> Canvas {
    let k = density(width.max(depth), 90.0);
    let mut c = Canvas::new((width * k) as u32, (depth * k) as u32, p.floor);
    let tile = (d.range(0.4, 0.7) * k) as f32;
    let (cols, rows) = (
        (c.width() / tile) as i32 + 1,
        (c.height() / tile) as i32 + 1,
    );
    for row in 0..rows {
        for col in 0..cols {
            let t = d.range(0.0, 0.12) as f32;
            let (x, y) = (col as f32 * tile, row as f32 * tile);
            c.rect(x, y, tile, tile, mix(p.floor, ink(0xffffff), t));
            c.rect(x, y, tile, 1.2, mix(p.floor, ink(0), 0.35));
            c.rect(x, y, 1.2, tile, mix(p.floor, ink(0), 0.35));
        }
    }
    roughen(&mut c, d, 26.0, 10.0);
    c
}

fn ceiling_texture(d: &mut Dice, width: f64, depth: f64, p: &Palette) -> Canvas {
    let k = density(width.max(depth), 90.0);
    let mut c = Canvas::new((width * k) as u32, (depth * k) as u32, p.ceiling);
    let tile = (0.6 * k) as f32;
    let every = 2 + d.below(2) as i32;
    let (cols, rows) = (
        (c.width() / tile) as i32 + 1,
        (c.height() / tile) as i32 + 1,
    );
    for row in 0..rows {
        for col in 0..cols {
            let (x, y) = (col as f32 * tile, row as f32 * tile);
            c.outline(x, y, tile, tile, 1.5, mix(p.ceiling, ink(0), 0.4));
            if row % every == 1 && col % 3 == 1 {
                c.rect(x + 4.0, y + 4.0, tile - 8.0, tile - 8.0, ink(0xfdfbf2));
                for i in 1..4 {
                    let at = x + 4.0 + (tile - 8.0) * i as f32 / 4.0;
                    c.rect(at, y + 4.0, 2.0, tile - 8.0, ink(0xd9d8d0));
                }
            } else if d.chance(0.08) {
                c.round(
                    x + 8.0,
                    y + 8.0,
                    tile - 16.0,
                    tile - 16.0,
                    6.0,
                    ink(0xc9ccce),
                );
                for i in 0..6 {
                    let at = y + 12.0 + (tile - 26.0) * i as f32 / 5.0;
                    c.rect(x + 12.0, at, tile - 24.0, 2.0, ink(0x74787c));
                }
            }
        }
    }
    roughen(&mut c, d, 16.0, 8.0);
    c
}
