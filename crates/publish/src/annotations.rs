//! Places in media for other programs: WebVTT, W3C Web Annotation, COCO and CVAT.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use model::investigation::{Investigation, Mark, ONE_PERSON, SourceItem};
use model::{ContentHash, Timestamp};
use serde_json::{Value, json};

use crate::markers::{bounds, whole_box, xml};

fn of<'a>(case: &'a Investigation, item: &'a SourceItem) -> impl Iterator<Item = &'a Mark> {
    case.marks.iter().filter(move |m| m.item == item.item)
}

/// `hh:mm:ss.mmm` of a count of milliseconds.
fn cue_time(millis: i128) -> String {
    let ms = millis.max(0);
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000
    )
}

/// First and last millisecond of a mark; at least one apart.
fn span(m: &Mark) -> (i128, i128) {
    let from = m.first.time.in_units_of(1000).max(0);
    (from, m.last.time.in_units_of(1000).max(from + 1))
}

/// WebVTT of one video: a cue a sighting, its payload one line of JSON. `None` where it has none.
pub fn webvtt(case: &Investigation, item: &SourceItem) -> Option<String> {
    let mut marks: Vec<&Mark> = of(case, item).collect();
    if marks.is_empty() {
        return None;
    }
    marks.sort_by_key(|m| span(m));
    let mut out = format!("WEBVTT\n\nNOTE\nsource sha256 {}\n", item.item);
    if case.one_person {
        let _ = writeln!(out, "{ONE_PERSON}");
    }
    for m in marks {
        let (from, to) = span(m);
        let [x, y, w, h] = bounds(m);
        // `<` and `&` begin tags and characters in a cue; JSON has other spellings for them.
        let payload = json!({"sighting": m.id, "label": m.label(), "findings": m.findings,
                             "region": format!("xywh=pixel:{x},{y},{w},{h}")})
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
        let _ = write!(
            out,
            "\nsighting-{}\n{} --> {}\n{payload}\n",
            m.id,
            cue_time(from),
            cue_time(to)
        );
    }
    Some(out)
}

/// W3C Web Annotations of all sightings and of cited document pages, as one AnnotationPage.
pub fn web_annotations(case: &Investigation) -> String {
    let mut items: Vec<Value> = Vec::new();
    for m in &case.marks {
        let Some(item) = case.item(&m.item) else {
            continue;
        };
        let [x, y, w, h] = bounds(m);
        let value = format!(
            "t={},{}&xywh=pixel:{x},{y},{w},{h}",
            decimal(m.best.time),
            decimal_after(m.best.time)
        );
        items.push(annotation(
            case,
            &format!("sighting {}", m.id),
            &m.label(),
            item,
            json!({"type": "FragmentSelector",
                   "conformsTo": "http://www.w3.org/TR/media-frags/", "value": value}),
        ));
    }
    let mut seen = BTreeSet::new();
    let cited = case.findings.iter().flat_map(|f| &f.evidence);
    for e in cited.chain(case.relations.iter().flat_map(|r| &r.evidence)) {
        let (Some(page), Some(item)) = (e.page, e.item.and_then(|i| case.item(&i))) else {
            continue;
        };
        if !seen.insert(&e.of) || e.worth != "accepted" {
            continue;
        }
        items.push(annotation(
            case,
            &e.of,
            &e.quote.clone().unwrap_or_else(|| e.words.to_string()),
            item,
            json!({"type": "FragmentSelector",
                   "conformsTo": "http://tools.ietf.org/rfc/rfc3778", "value": format!("page={page}")}),
        ));
    }
    let page = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": uuid(&format!("{} page", case.case_name)),
        "type": "AnnotationPage",
        "items": items,
    });
    format!("{page:#}\n")
}

fn annotation(
    case: &Investigation,
    name: &str,
    label: &str,
    item: &SourceItem,
    selector: Value,
) -> Value {
    let mut body = vec![json!({"type": "TextualBody", "value": label, "purpose": "describing"})];
    if case.one_person {
        body.push(json!({"type": "TextualBody", "value": ONE_PERSON, "purpose": "assessing"}));
    }
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": uuid(&format!("{} {name}", case.case_name)),
        "type": "Annotation",
        "motivation": "identifying",
        "created": case.made_at,
        "generator": {"type": "Software", "name": case.software},
        "body": body,
        "target": {"type": "SpecificResource",
                   "source": item.url().map_or_else(
                       || format!("urn:sha256:{}", item.item), str::to_owned),
                   "selector": selector},
    })
}

/// A name-made UUID (version 8, RFC 9562), the same for the same name.
fn uuid(name: &str) -> String {
    let hex = ContentHash::of(name.as_bytes()).to_hex();
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

fn decimal(time: Timestamp) -> String {
    let ms = time.in_units_of(1000).max(0);
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// A fragment is half-open and never empty.
fn decimal_after(time: Timestamp) -> String {
    let ms = time.in_units_of(1000).max(0) + 1;
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// COCO boxes: one image a proved frame, one category a product.
pub fn coco(case: &Investigation) -> String {
    let products: BTreeSet<&str> = case.marks.iter().map(|m| m.product.as_str()).collect();
    let category: BTreeMap<&str, usize> = products
        .iter()
        .enumerate()
        .map(|(i, p)| (*p, i + 1))
        .collect();
    let mut images: BTreeMap<String, Value> = BTreeMap::new();
    let mut annotations = Vec::new();
    for m in &case.marks {
        let Some((item, video)) = case
            .item(&m.item)
            .and_then(|i| Some((i, i.video.as_ref()?)))
        else {
            continue;
        };
        for (at, quad) in &m.track {
            let file = format!("{}_{}.png", item.item.short(), at.time.pts.0);
            let id = images.len() + 1;
            let image = images.entry(file.clone()).or_insert_with(|| {
                json!({"id": id, "file_name": file, "width": video.size.width,
                       "height": video.size.height, "date_captured": "",
                       "flickr_url": "", "coco_url": "", "license": 0})
            });
            let [x, y, w, h] = whole_box(quad);
            let outline: Vec<f64> = quad.0.iter().flat_map(|p| [p.x, p.y]).collect();
            annotations.push(json!({"id": annotations.len() + 1, "image_id": image["id"],
                "category_id": category.get(m.product.as_str()), "bbox": [x, y, w, h],
                "area": w * h, "iscrowd": 0, "segmentation": [outline],
                "attributes": {"sighting": m.id}}));
        }
    }
    let mut images: Vec<Value> = images.into_values().collect();
    images.sort_by_key(|i| i["id"].as_u64());
    let categories: Vec<Value> = products
        .iter()
        .map(|p| json!({"id": category.get(p), "name": p, "supercategory": "product"}))
        .collect();
    let description = if case.one_person {
        format!("{}; {ONE_PERSON}", case.case_name)
    } else {
        case.case_name.clone()
    };
    let all = json!({"info": {"description": description, "date_created": case.made_at,
            "contributor": case.software, "url": "", "version": "", "year": 0},
        "licenses": [{"id": 0, "name": "", "url": ""}],
        "images": images, "annotations": annotations, "categories": categories});
    format!("{all}\n")
}

/// CVAT for video 1.1 of one video: a track a sighting. `None` where it has none.
pub fn cvat(case: &Investigation, item: &SourceItem) -> Option<String> {
    let video = item.video.as_ref()?;
    let marks: Vec<&Mark> = of(case, item).filter(|m| !m.track.is_empty()).collect();
    if marks.is_empty() {
        return None;
    }
    let labels: BTreeSet<&str> = marks.iter().map(|m| m.product.as_str()).collect();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n{}<version>1.1</version>\n<meta><task><name>{}</name><size>{}</size><mode>interpolation</mode><start_frame>0</start_frame><stop_frame>{}</stop_frame><labels>",
        if case.one_person {
            format!("<!-- {ONE_PERSON} -->\n")
        } else {
            String::new()
        },
        xml(item.file_name()),
        video.frames,
        video.frames.saturating_sub(1)
    );
    for label in labels {
        let _ = write!(
            out,
            "<label><name>{}</name><attributes></attributes></label>",
            xml(label)
        );
    }
    let _ = writeln!(
        out,
        "</labels><original_size><width>{}</width><height>{}</height></original_size></task></meta>",
        video.size.width, video.size.height
    );
    for (n, m) in marks.iter().enumerate() {
        let _ = writeln!(
            out,
            "<track id=\"{n}\" label=\"{}\" source=\"contrechamp {}\">",
            xml(&m.product),
            xml(&m.id)
        );
        for (at, quad) in &m.track {
            let [x, y, w, h] = whole_box(quad);
            let _ = writeln!(
                out,
                "<box frame=\"{}\" outside=\"0\" occluded=\"0\" keyframe=\"1\" xtl=\"{x}\" ytl=\"{y}\" xbr=\"{}\" ybr=\"{}\" z_order=\"0\"></box>",
                at.frame,
                x + w,
                y + h
            );
        }
        if let Some((at, quad)) = m.track.last()
            && at.frame + 1 < video.frames
        {
            let [x, y, w, h] = whole_box(quad);
            let _ = writeln!(
                out,
                "<box frame=\"{}\" outside=\"1\" occluded=\"0\" keyframe=\"1\" xtl=\"{x}\" ytl=\"{y}\" xbr=\"{}\" ybr=\"{}\" z_order=\"0\"></box>",
                at.frame + 1,
                x + w,
                y + h
            );
        }
        out.push_str("</track>\n");
    }
    out.push_str("</annotations>\n");
    Some(out)
}

/// A file name from a video's name and its item, safe on every system.
pub fn file_stem(item: &SourceItem) -> String {
    let name: String = item
        .file_name()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .take(60)
        .collect();
    format!("{}-{}", item.item.short(), name.trim_matches('.'))
}

/// The address of a moment as a media fragment of its page; integers only, as the standard wants.
pub fn fragment(url: &str, time: Timestamp, rect: Option<[i64; 4]>) -> String {
    let region = rect.map_or_else(String::new, |[x, y, w, h]| {
        format!("&xywh=pixel:{x},{y},{w},{h}")
    });
    let base = url.split('#').next().unwrap_or(url);
    format!("{base}#t={}{region}", decimal(time))
}
