//! A made-up case for the dossier's tests: pictures by code, records by hand.
#![allow(dead_code)] // Each test file uses its own part.

use model::{
    BoxPx, ContentHash, FrameRate, FrameTime, ItemId, ItemKind, LogNfa, Moment, MomentAddress,
    Origin, PageAddress, Point, PublishedDate, Quad, ReferenceId, ReferenceKind, Size, TimeBase,
    Timestamp, Verdict, VerdictValue,
};
use pixels::image::Rgb;
use publish::dossier::{
    Dossier, FailureEntry, ItemEntry, Picture, ProductNotFound, ProductSection, ReferenceEntry,
    SightingEntry, SourceEntry, StepEntry, Summary,
};

pub const FRAME: Size = Size {
    width: 640,
    height: 360,
};
pub const INTERFACE: Size = Size {
    width: 320,
    height: 200,
};
pub const QUAD: Quad = Quad([
    Point::new(236.0, 92.0),
    Point::new(436.0, 110.0),
    Point::new(428.0, 238.0),
    Point::new(230.0, 214.0),
]);

pub fn item(name: &str) -> ItemId {
    ItemId(ContentHash::of(name.as_bytes()))
}

/// An interface with a title bar, a list and a map, in colours that depend on `hue`.
pub fn interface_at(x: f64, y: f64, hue: u8) -> [u8; 3] {
    let (px, py) = (x * 320.0, y * 200.0);
    if py < 16.0 {
        [20, 40 + hue / 4, 70]
    } else if px < 90.0 {
        let row = (py as u32 - 16) / 18;
        let text = (py as u32 - 16) % 18 > 5 && (py as u32 - 16) % 18 < 12 && px > 10.0;
        let long = px < 40.0 + f64::from(row * 7 % 40);
        if text && long {
            [90, 100, 110]
        } else {
            [232, 236, 240]
        }
    } else if (px - 200.0).hypot(py - 110.0) < 42.0 {
        [220, 90 + hue / 3, 60]
    } else if (px as u32 / 24 + py as u32 / 24).is_multiple_of(2) {
        [60, 90 + hue / 2, 110]
    } else {
        [70, 104 + hue / 2, 126]
    }
}

pub fn interface(hue: u8) -> Rgb {
    paint(INTERFACE, |x, y| interface_at(x, y, hue))
}

pub fn rectified(hue: u8) -> Rgb {
    paint(INTERFACE, |x, y| {
        interface_at(x + 0.004, y, hue).map(|c| (f64::from(c) * 0.8 + 18.0) as u8)
    })
}

/// A dim room with the interface on a screen at `QUAD`.
pub fn frame(size: Size, quad: &Quad, hue: u8) -> Rgb {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let to_unit = model::Homography::between(quad, &unit).expect("a plain quad");
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    paint(size, |x, y| {
        let p = Point::new(x * w, y * h);
        match to_unit.map(p).filter(|_| quad.contains(p)) {
            Some(s) => interface_at(s.x, s.y, hue).map(|c| (f64::from(c) * 0.8 + 18.0) as u8),
            None => {
                let wall = 70.0 - 40.0 * y + 12.0 * (x * 9.0).sin();
                [wall, wall * 0.96, wall * 0.88].map(|v| v as u8)
            }
        }
    })
}

fn paint(size: Size, colour: impl Fn(f64, f64) -> [u8; 3]) -> Rgb {
    let mut out = Rgb::filled(size.width, size.height, [0; 3]);
    for y in 0..size.height {
        for x in 0..size.width {
            let at = |v: u32, n: u32| (f64::from(v) + 0.5) / f64::from(n);
            out.put(x, y, colour(at(x, size.width), at(y, size.height)));
        }
    }
    out
}

pub fn png(picture: &Rgb) -> Picture {
    Picture::Bytes(publish::encode_png(picture).expect("a whole picture"))
}

pub fn at(pts: i64) -> FrameTime {
    let base = TimeBase::new(1, 12800).expect("positive");
    FrameTime {
        time: Timestamp::new(pts, base),
        frame: (pts / 512).unsigned_abs(),
    }
}

pub fn source(file: &str, page: u32) -> SourceEntry {
    let bounds = BoxPx {
        x: 72.0,
        y: 118.5,
        width: 448.0,
        height: 280.0,
    };
    SourceEntry {
        file_name: file.to_owned(),
        item: item(file),
        page,
        bounds,
        kind: ReferenceKind::Figure,
        page_address: PageAddress::new(&item(file), page, None),
    }
}

pub fn reference(name: &str, hue: u8, file: &str, page: u32) -> ReferenceEntry {
    ReferenceEntry {
        id: ReferenceId(ContentHash::of(name.as_bytes())),
        picture: png(&interface(hue)),
        size: INTERFACE,
        sources: vec![source(file, page)],
        poor: None,
        shown: true,
        masks: Vec::new(),
    }
}

/// Three versions, the middle one told apart.
pub fn generation() -> Option<model::Generation> {
    let versions = [
        ("4.1", "2019", 60),
        ("4.2", "2021-03", 98),
        ("5.0", "2023", 50),
    ];
    let documented = versions.map(|(version, date, _)| model::Documented {
        version: version.to_owned(),
        date: Some(date.to_owned()),
    });
    let proofs = versions.map(|(version, _, agree)| model::VersionProof {
        version: version.to_owned(),
        view: model::ViewProof {
            reference: ReferenceId(ContentHash::of(version.as_bytes())),
            judged: 100,
            agree,
        },
    });
    model::generation(&proofs, &documented)
}

pub fn sighting(video: &str, first: i64, last: i64, hue: u8) -> SightingEntry {
    let best = at((first + last) / 2 / 512 * 512);
    let moment = Moment {
        item: item(video),
        stream: 0,
        time: best.time,
    };
    SightingEntry {
        followed: None,
        copies: Vec::new(),
        id: format!("{}-{first}", item(video).short()),
        video_name: video.to_owned(),
        item: item(video),
        origin: Some(origin(video)),
        first: at(first),
        last: at(last),
        best,
        rate: Some(FrameRate::new(25, 1).expect("positive")),
        quad: QUAD,
        frame_size: FRAME,
        frame_picture: png(&frame(FRAME, &QUAD, hue)),
        whole: None,
        masks: Vec::new(),
        reference_masks: Vec::new(),
        rectified_picture: png(&rectified(hue)),
        reference: ReferenceId(ContentHash::of(b"overview")),
        reference_picture: png(&interface(hue)),
        reference_source: Some(source("aurora-brochure-2024.pdf", 7)),
        inliers: 148,
        log10_nfa: LogNfa(-62.4),
        one_of: Vec::new(),
        supported_by: None,
        generation: generation(),
        next_best: Some(("Meridian Vision".to_owned(), 6)),
        recipe: vec![
            (
                "Decoder".to_owned(),
                "libavcodec 59.37.100, h264".to_owned(),
            ),
            (
                "Frame".to_owned(),
                "displayed size, converted to RGB by BT.709 limited".to_owned(),
            ),
            (
                "Decoded pixels".to_owned(),
                ContentHash::of(b"pixels").to_hex(),
            ),
        ],
        address: MomentAddress::new(&moment, Some(&QUAD)),
        verdicts: Vec::new(),
        damage_note: None,
    }
}

pub fn origin(video: &str) -> Origin {
    Origin {
        path: format!("footage/{video}"),
        url: Some("https://video.example/watch?v=Zk3&t=4".to_owned()),
        canonical_id: Some("Youtube Zk3".to_owned()),
        title: Some("Жаңа жедел басқару орталығы ашылды".to_owned()),
        publisher: Some("City Police Press Service".to_owned()),
        published: Some(PublishedDate {
            iso: "2024-11-03".to_owned(),
            raw: "20241103".to_owned(),
        }),
        tool: Some("yt-dlp 2026.10.26".to_owned()),
        ..Origin::default()
    }
}

/// As a signed picture carries them.
pub fn credentials() -> Option<model::Credentials> {
    Some(model::Credentials {
        sha256: ContentHash::of(b"store"),
        bytes: 5,
        manifests: vec!["urn:uuid:1".to_owned()],
        generator: Some("Camera 1".to_owned()),
        signer: Some(model::Signer {
            subject: "Made-up Press".to_owned(),
            issuer: "Made-up Authority".to_owned(),
            sha256: ContentHash::of(b"certificate"),
            valid: Some((
                "2026-01-01T00:00:00Z".to_owned(),
                "2027-01-01T00:00:00Z".to_owned(),
            )),
            issued: model::Issued::Shown,
            stamp: None,
        }),
        signature: model::Check::Fits,
        assertions: vec![("c2pa.hash.data".to_owned(), model::Check::Fits)],
        content: model::Check::Differs,
        uncovered: 0,
        notes: Vec::new(),
    })
}

pub fn entry(name: &str, kind: ItemKind, bytes: u64, origins: Vec<Origin>) -> ItemEntry {
    let duration = (kind == ItemKind::Video).then(|| at(12800 * 95).time);
    ItemEntry {
        name: name.to_owned(),
        item: item(name),
        kind,
        bytes,
        duration,
        origins,
        note: None,
        credentials: credentials(),
        signer_trust: None,
    }
}

pub fn verdict(value: VerdictValue, by: &str, reason: &str) -> Verdict {
    Verdict {
        value,
        by: by.to_owned(),
        at: "2026-11-22T10:04:00Z".to_owned(),
        reason: reason.to_owned(),
        arbiter: false,
    }
}

/// Two products seen in two videos, one looked for in vain, one failure.
pub fn small() -> Dossier {
    let mut judged = sighting("control-room.mp4", 12800 * 40, 12800 * 44, 10);
    judged.verdicts = vec![verdict(
        VerdictValue::Yes,
        "ana",
        "Same list, same map legend, same title bar.",
    )];
    // A person looked at all of this frame.
    let mut whole = sighting("control-room.mp4", 12800 * 10, 12800 * 12, 10);
    whole.whole = Some("ana".to_owned());
    let mut variable = sighting("phone.mp4", 12800 * 3, 12800 * 5, 200);
    (variable.rate, variable.origin, variable.next_best) = (None, None, None);
    variable.damage_note = Some("3 frames before this one could not be decoded".to_owned());
    (variable.log10_nfa, variable.inliers) = (LogNfa(-9.2), 24);
    let files = [
        "aurora-brochure-2024.pdf",
        "meridian-manual.pdf",
        "borealis.png",
    ];
    Dossier {
        case_name: "Almaty control rooms".to_owned(),
        made_at: "2026-11-23T09:30:00Z".to_owned(),
        software: "contrechamp 0.1.0".to_owned(),
        journal_head: Some((42, ContentHash::of(b"journal").to_hex())),
        summary: Summary {
            items: 7, videos: 2, documents: 2, pictures: 1, other: 2,
            watched_seconds: 190.0, frames: 4750, keyframes: 212,
            references: 4, products: 3, sightings: 3,
        },
        products: vec![
            ProductSection {
                product: "Aurora Command".to_owned(),
                references: vec![reference("overview", 10, files[0], 7), poor_logo(files[0])],
                sightings: vec![judged, whole],
            },
            ProductSection {
                product: "Meridian Vision".to_owned(),
                references: vec![reference("meridian", 200, files[1], 12)],
                sightings: vec![variable],
            },
        ],
        items: vec![
            entry("control-room.mp4", ItemKind::Video, 48_213_377, vec![origin("control-room.mp4")]),
            entry("phone.mp4", ItemKind::Video, 9_480_112, vec![Origin::default()]),
            entry(files[0], ItemKind::Document, 2_413_900, vec![]),
            entry(files[1], ItemKind::Document, 812_004, vec![]),
            entry(files[2], ItemKind::Picture, 40_220, vec![]),
            entry("control-room.info.json", ItemKind::Sidecar, 8_120, vec![]),
            entry("notes.txt", ItemKind::Other, 112, vec![]),
        ],
        not_found: vec![ProductNotFound {
            product: "Borealis Watch".to_owned(),
            references: vec![reference("borealis", 120, files[2], 1)],
            coverage: "1 reference was looked for on 212 frames of 2 videos. Screens narrower than 120 pixels are seldom found.".to_owned(),
        }],
        failures: vec![FailureEntry {
            item: Some(item("broken.mp4")),
            name: "broken.mp4".to_owned(),
            step: "decode".to_owned(),
            reason: "the file ends in the middle of its index; no frame could be decoded".to_owned(),
            what_to_do: "collect it again from its source, or repair a copy and add that".to_owned(),
        }],
        steps: vec![StepEntry {
            name: "keyframes v1".to_owned(),
            what: "Frames that are sharp and differ from the one before.".to_owned(),
            parameters: vec![("longest gap".to_owned(), "1 s".to_owned())],
        }],
        notes: Vec::new(),
        ..Dossier::default()
    }
}

fn poor_logo(file: &str) -> ReferenceEntry {
    let mut logo = reference("logo", 90, file, 1);
    logo.picture = png(&paint(
        Size {
            width: 64,
            height: 24,
        },
        |x, _| [30, (x * 120.0) as u8, 140],
    ));
    logo.size = Size {
        width: 64,
        height: 24,
    };
    logo.poor = Some("only 4 details to compare; 12 are needed".to_owned());
    logo
}
