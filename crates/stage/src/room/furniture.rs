//! What stands in the room: a desk or a foot under every screen, chairs, and screens that show
//! nothing that matters.

use std::sync::Arc;

use crate::camera::Patch;
use crate::canvas::{Canvas, Ink, ink, mix};
use crate::dice::Dice;
use crate::fonts::Font;
use crate::scene::Thing;
use crate::texture::Texture;

use super::{Extent, Palette, bezel, roughen, texture};

/// Furniture around the given screens; nothing of it hides them by more than an edge.
pub(super) fn furnish(dice: &Dice, e: &Extent, p: &Palette, screens: &[Patch]) -> Vec<Thing> {
    let mut d = dice.fork(50);
    let mut things = Vec::new();
    let top = texture(&desk_top(&mut d, p));
    let front = texture(&desk_front(&mut d, p));
    let metal = texture(&Canvas::new(16, 16, ink(0x2a2c2f)));
    for s in screens {
        let low = s.at(0.5, 1.0);
        let wide = (s.at(1.0, 0.0)[0] - s.at(0.0, 0.0)[0]).abs();
        let y = low[1].max(s.at(0.0, 1.0)[1]).max(s.at(1.0, 1.0)[1]) + 0.09;
        // A foot behind the screen down to the desk, or a rod from the ceiling.
        let desk = y > 0.16 && y < e.floor - 0.3;
        let middle = s.at(0.5, 0.5);
        let (from, to) = if desk {
            (middle[1], y)
        } else {
            (e.ceiling, middle[1])
        };
        things.push(Thing::prop(
            Patch {
                origin: [middle[0] - 0.018, from, middle[2] + 0.06],
                u: [0.036, 0.0, 0.0],
                v: [0.0, to - from, 0.0],
            },
            Arc::clone(&metal),
        ));
        if desk {
            let wide = (wide * 1.7).clamp(1.3, 3.0);
            let x = low[0] - wide / 2.0 + d.range(-0.15, 0.15);
            // Its rear edge must not rise over the screen's lower edge.
            let z = low[2] + (0.08 * low[2] / low[1].max(0.05)).min(0.3);
            things.extend(desk_things([x, y, z], wide, e.floor, &top, &front));
            if d.chance(0.7) {
                let cx = x + wide * d.range(0.05, 0.8);
                things.push(chair([cx, y + 0.08, z - 0.95], p, &mut d, e.floor));
            }
        }
    }
    for _ in 0..2 + d.below(3) {
        things.extend(background_post(&mut d, e, p, &top, &front));
    }
    things
}

/// A desk from its rear left corner.
fn desk_things(
    [x, y, z]: [f64; 3],
    wide: f64,
    floor: f64,
    top: &Arc<Texture>,
    front: &Arc<Texture>,
) -> [Thing; 2] {
    let deep = 0.75;
    [
        Thing::prop(
            Patch {
                origin: [x, y, z - deep],
                u: [wide, 0.0, 0.0],
                v: [0.0, floor - y, 0.0],
            },
            Arc::clone(front),
        ),
        Thing::prop(
            Patch {
                origin: [x, y, z],
                u: [wide, 0.0, 0.0],
                v: [0.0, 0.0, -deep],
            },
            Arc::clone(top),
        ),
    ]
}

/// A desk against the back wall with a display that shows nothing of interest.
fn background_post(
    d: &mut Dice,
    e: &Extent,
    p: &Palette,
    top: &Arc<Texture>,
    front: &Arc<Texture>,
) -> Vec<Thing> {
    let wide = d.range(1.2, 1.7);
    let x = d.range(-e.half_width + 0.2, e.half_width - wide - 0.2);
    let z = e.depth - 0.05;
    let y = e.floor - 0.74;
    let mut things: Vec<Thing> = desk_things([x, y, z], wide, e.floor, top, front).into();
    for i in 0..2 {
        let w = d.range(0.44, 0.56);
        let left = x + 0.08 + i as f64 * 0.62;
        if left + w > x + wide || d.chance(0.2) {
            continue;
        }
        let patch = Patch {
            origin: [left, y - 0.1 - w * 0.6, z - 0.25],
            u: [w, 0.0, d.range(-0.12, 0.12)],
            v: [0.0, w * 0.6, 0.0],
        };
        things.push(Thing::prop(
            Patch {
                origin: [left + w * 0.42, y - 0.12, z - 0.22],
                u: [w * 0.16, 0.0, 0.0],
                v: [0.0, 0.12, 0.0],
            },
            bezel(),
        ));
        things.push(Thing::prop(patch.grown(0.03), bezel()));
        // Depth decides the order: the picture stands a hair before its frame.
        let mut picture = patch;
        picture.origin[2] -= 0.002;
        things.push(Thing::idle(picture, texture(&idle_screen(d, p))));
    }
    if d.chance(0.6) {
        things.push(chair([x + wide * 0.4, y - 0.1, z - 1.0], p, d, e.floor));
    }
    things
}

/// A display that is off, locked, or shows a desktop or lines of a console.
fn idle_screen(d: &mut Dice, p: &Palette) -> Canvas {
    let mut c = Canvas::new(400, 240, ink(0x0c0e11));
    match d.below(4) {
        0 => {
            c.shade(0.0, 0.0, 400.0, 240.0, |x, y, _| {
                mix(ink(0x17191d), ink(0x2a2e35), (x + y) as f32 / 640.0)
            });
        }
        1 => {
            let (a, b) = (
                mix(p.accent, ink(0x101820), 0.4),
                mix(p.accent, ink(0xffffff), 0.4),
            );
            c.shade(0.0, 0.0, 400.0, 240.0, |x, y, _| {
                mix(a, b, (x as f32 * 0.4 + y as f32) / 400.0)
            });
            for i in 0..8 {
                let (ix, iy) = (14.0 + (i / 4) as f32 * 48.0, 14.0 + (i % 4) as f32 * 50.0);
                let tone = *d.pick(&[0xf2c14e, 0x78a6d8, 0xe8e8e8, 0x7bc47f]);
                c.round(ix, iy, 24.0, 24.0, 4.0, ink(tone));
                c.rect(ix - 3.0, iy + 29.0, 30.0, 4.0, ink(0xffffff));
            }
            c.rect(0.0, 224.0, 400.0, 16.0, ink(0x1c2027));
        }
        2 => {
            for i in 0..20 {
                let mut x = 8.0;
                while x < 340.0 && d.chance(0.85) {
                    let w = d.range(8.0, 60.0) as f32;
                    let tone = *d.pick(&[0x6fbf73, 0xb8c0c8, 0xb8c0c8, 0xd8a657]);
                    c.rect(x, 9.0 + i as f32 * 11.5, w, 5.0, ink(tone));
                    x += w + 6.0;
                }
            }
        }
        _ => {
            c.rect(0.0, 0.0, 400.0, 240.0, ink(0x24405e));
            let clock = format!("{:02}:{:02}", d.below(24), d.below(60));
            c.text_mid(200.0, 120.0, 58.0, Font::Sans, ink(0xffffff), &clock);
            c.rect(140.0, 142.0, 120.0, 8.0, ink(0xb8cbe0));
            c.round(150.0, 170.0, 100.0, 20.0, 4.0, ink(0xe6edf4));
        }
    }
    c
}

fn wood(c: &mut Canvas, d: &mut Dice, base: Ink) {
    let (w, h) = (c.width(), c.height());
    for _ in 0..(h / 3.0) as usize {
        let y = d.range(0.0, f64::from(h)) as f32;
        let tone = mix(base, ink(0), d.range(0.05, 0.2) as f32);
        let bend = d.range(-4.0, 4.0) as f32;
        c.line([0.0, y], [w, y + bend], 1.2, tone);
    }
    roughen(c, d, 14.0, 10.0);
}

fn desk_top(d: &mut Dice, p: &Palette) -> Canvas {
    let mut c = Canvas::new(480, 240, mix(p.wood, ink(0xffffff), 0.1));
    wood(&mut c, d, p.wood);
    // Seen from the rear edge (top) to the front edge (bottom).
    let x = 150.0 + d.range(-20.0, 20.0) as f32;
    c.round(x, 130.0, 170.0, 58.0, 6.0, ink(0x1d1f22));
    for row in 0..5 {
        for col in 0..15 {
            let (kx, ky) = (x + 6.0 + col as f32 * 10.7, 135.0 + row as f32 * 10.2);
            c.rect(kx, ky, 8.6, 7.8, ink(0x4a4e54));
        }
    }
    c.round(x + 190.0, 145.0, 20.0, 34.0, 9.0, ink(0x2a2d31));
    for _ in 0..3 {
        let (sx, sy) = (d.range(10.0, 380.0) as f32, d.range(40.0, 150.0) as f32);
        c.rect(sx, sy, 62.0, 84.0, ink(0xf1efe8));
        for i in 0..9 {
            let long = d.range(20.0, 50.0) as f32;
            c.rect(
                sx + 6.0,
                sy + 8.0 + 8.0 * i as f32,
                long,
                2.4,
                ink(0x6c7076),
            );
        }
    }
    let (mx, my) = (d.range(30.0, 120.0) as f32, 190.0);
    c.disc(mx, my, 17.0, ink(0xe8e6e0));
    c.disc(mx, my, 13.0, ink(0x3a241a));
    c.round(396.0, 150.0, 54.0, 64.0, 5.0, ink(0x25282c));
    for i in 0..12 {
        let (bx, by) = (404.0 + (i % 3) as f32 * 14.0, 172.0 + (i / 3) as f32 * 10.0);
        c.rect(bx, by, 10.0, 6.5, ink(0xb9bec4));
    }
    c
}

fn desk_front(d: &mut Dice, p: &Palette) -> Canvas {
    let base = mix(p.wood, ink(0), 0.25);
    let mut c = Canvas::new(480, 200, base);
    wood(&mut c, d, base);
    c.rect(0.0, 0.0, 480.0, 12.0, mix(p.wood, ink(0xffffff), 0.3));
    c.rect(0.0, 12.0, 480.0, 6.0, mix(base, ink(0), 0.5));
    for x in [30.0, 330.0] {
        for i in 0..3 {
            let y = 30.0 + i as f32 * 54.0;
            c.rect(x, y, 118.0, 48.0, mix(base, ink(0xffffff), 0.14));
            c.outline(x, y, 118.0, 48.0, 2.0, mix(base, ink(0), 0.5));
            c.round(x + 42.0, y + 16.0, 34.0, 7.0, 3.0, ink(0xb9bec4));
        }
    }
    c.rect(160.0, 24.0, 160.0, 176.0, mix(base, ink(0), 0.6));
    c
}

/// An office chair from behind, its top left corner given.
fn chair([x, y, z]: [f64; 3], p: &Palette, d: &mut Dice, floor: f64) -> Thing {
    let mut c = Canvas::new(200, 320, [30, 30, 30, 0]);
    let cloth = mix(ink(0x26282c), p.accent, d.range(0.0, 0.35) as f32);
    c.round(25.0, 4.0, 150.0, 150.0, 34.0, cloth);
    c.round(
        38.0,
        16.0,
        124.0,
        126.0,
        26.0,
        mix(cloth, ink(0xffffff), 0.1),
    );
    for i in 0..6 {
        c.rect(
            46.0,
            34.0 + 17.0 * i as f32,
            108.0,
            2.0,
            mix(cloth, ink(0), 0.3),
        );
    }
    c.rect(92.0, 150.0, 16.0, 60.0, ink(0x1c1d1f));
    c.round(12.0, 176.0, 176.0, 30.0, 12.0, cloth);
    c.rect(93.0, 205.0, 14.0, 80.0, ink(0x3a3c40));
    for to in [20.0, 62.0, 138.0, 180.0] {
        c.line([100.0, 280.0], [to, 304.0], 9.0, ink(0x1c1d1f));
        c.disc(to, 308.0, 9.0, ink(0x111214));
    }
    let high = (floor - y).max(0.4);
    Thing::prop(
        Patch {
            origin: [x, y, z],
            u: [high * 0.62, 0.0, d.range(-0.1, 0.1)],
            v: [0.0, high, 0.0],
        },
        texture(&c),
    )
}
