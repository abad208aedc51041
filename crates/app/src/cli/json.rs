//! The JSON shapes that others rely on: times in seconds as decimal strings next to PTS and time
//! base; quads in displayed pixels. `docs/json.md` documents them.

use case::{Case, CaseError, ItemRow, ScreenRow, SightingRow};
use model::{
    AddedAs, CollectionEntry, Credentials, Family, FigureProposal, Followed, FootageCopy,
    FrameTime, Generation, Match, Reference, ScreenFrame, ScreenSource, Shot, Sighting,
    SignerTrust, Stretch, TrackedFrame, Verdict,
};
use review::generations::Generations;
use serde_json::{Value, json};

pub fn frame_time(at: &FrameTime) -> Value {
    json!({
        "pts": at.time.pts,
        "time_base": at.time.time_base,
        "t": at.time.seconds(),
        "frame": at.frame,
    })
}

pub fn item(
    row: &ItemRow,
    record: &[CollectionEntry],
    credentials: Option<(&Credentials, Option<&SignerTrust>)>,
) -> Value {
    let mut origins = json!(row.origins);
    for origin in origins.as_array_mut().into_iter().flatten() {
        if origin.get("clock").is_none() {
            origin["clock"] = Value::Null;
        }
    }
    json!({
        "id": row.id.short(),
        "sha256": row.id,
        "bytes": row.bytes,
        "added_at": row.added_at,
        "kind": row.kind,
        "note": row.note,
        "path": row.origins.first().map(|o| &o.path),
        "origins": origins,
        "collection": record,
        "credentials": credentials.map(|(c, trust)| self::credentials(c, trust)),
    })
}

/// What Content Credentials say and what of it fits, with the three questions that are not one.
fn credentials(c: &Credentials, trust: Option<&SignerTrust>) -> Value {
    let [intact, signed, trusted] = c.answers(trust).map(|(_, answer)| answer.to_string());
    let parts = c.assertions.iter();
    let parts = parts.map(|(label, check)| json!({"label": label, "check": check}));
    json!({"sha256": c.sha256, "bytes": c.bytes, "manifests": c.manifests,
        "generator": c.generator, "signer": c.signer, "notes": c.notes,
        "signature": c.signature, "parts": parts.collect::<Vec<_>>(),
        "content": c.content, "uncovered_bytes": c.uncovered, "trust": trust,
        "intact": intact, "signed_by": signed, "trusted": trusted})
}

pub fn shot(video: &str, shot: &Shot) -> Value {
    json!({
        "video": video,
        "first": frame_time(&shot.first),
        "last": frame_time(&shot.last),
        "transition": shot.transition,
    })
}

pub fn reference(
    case: &Case,
    r: &Reference,
    shows: Option<&FigureProposal>,
    said: &[Verdict],
) -> Result<Value, CaseError> {
    let mut negative = case.product_names()?.negatives().contains(&r.product);
    for source in &r.sources {
        let row = case.item(source.item)?;
        let origins = row.into_iter().flat_map(|row| row.origins);
        negative |= origins.into_iter().any(|o| o.added_as == AddedAs::Negative);
    }
    let sources = r
        .sources
        .iter()
        .map(|s| {
            Ok(json!({
                "file": path_of(case, &s.item)?,
                "sha256": s.item,
                "page": s.page,
                "bounds": s.bounds,
                "kind": s.kind,
                "address": s.address,
                "shown_on": s.shown_on.as_ref().map(|on| json!({
                    "figure": on.figure.short(), "quad": on.quad.to_string(), "why": on.why,
                })),
            }))
        })
        .collect::<Result<Vec<_>, CaseError>>()?;
    Ok(json!({
        "id": r.id.short(),
        "pixel_sha256": r.id,
        "product": r.product,
        "width": r.size.width,
        "height": r.size.height,
        "sources": sources,
        "negative": negative,
        "poor": r.poor,
        "shows": shows.map(|s| json!({
            "kind": s.kind, "why": s.why, "confidence": s.confidence, "pages": s.pages,
            "caption": s.caption, "repeats": s.repeats.map(|r| r.short()),
            "verdicts": said.iter().map(said_of).collect::<Vec<_>>(),
        })),
    }))
}

pub fn sighting(
    case: &Case,
    row: &SightingRow,
    references: &[Reference],
    generations: &Generations,
) -> Result<Value, CaseError> {
    let s = &row.sighting;
    let source = references
        .iter()
        .find(|r| r.id == s.reference)
        .and_then(|r| r.sources.first());
    let reference_source = match source {
        Some(source) => json!({"file": path_of(case, &source.item)?, "page": source.page}),
        None => Value::Null,
    };
    let track: Vec<Value> = s
        .track
        .iter()
        .map(|m| json!({"t": m.at.time.seconds(), "frame": m.at.frame, "quad": m.quad.rounded()}))
        .collect();
    Ok(json!({
        "id": row.id,
        "video": path_of(case, &s.video)?,
        "sha256": s.video,
        "product": s.product,
        "one_of": s.one_of,
        "reference": s.reference.short(),
        "reference_source": reference_source,
        "first": frame_time(&s.first),
        "last": frame_time(&s.last),
        "best": best(&s.best),
        "address": s.best_address().to_string(),
        "track": track,
        "followed": s.followed.as_ref().map(followed),
        "inliers": s.best.inliers,
        "log10_nfa": s.best.log10_nfa,
        "supported_by": s.best.supported_by.map(|r| r.short()),
        "generation": generations.shown(s).map(|g| generation(s, &g)),
        "verdict": review::standing(&row.verdicts),
        "verdicts": row.verdicts,
    }))
}

/// Which version's views fit a sighting.
pub fn generation(s: &Sighting, g: &Generation) -> Value {
    let hundredths = |v: f64| (v * 100.0).round() / 100.0;
    let fits: Vec<Value> = g
        .fits
        .iter()
        .map(|f| {
            json!({"version": f.version, "date": f.date, "reference": f.view.reference.short(),
                "judged": f.view.judged, "agree": f.view.agree})
        })
        .collect();
    json!({
        "told": g.told,
        "range": g.range,
        "margin": hundredths(g.margin),
        "noise": hundredths(g.noise),
        "dated": g.dated,
        "after": g.after,
        "before": g.before,
        "fits": fits,
        "silent": g.silent,
        "at": s.compared.as_ref().map(|c| frame_time(&c.at)),
        "why": g.why.to_string(),
    })
}

fn followed(f: &Followed) -> Value {
    let gaps: Vec<Value> = f
        .gaps
        .iter()
        .map(|[before, after]| json!([before.time.seconds(), after.time.seconds()]))
        .collect();
    let mut clearest = frame_time(&f.clearest.at);
    clearest["quad"] = json!(f.clearest.quad.rounded());
    json!({"begins": f.begins, "ends": f.ends, "frames": f.frames, "gaps": gaps,
        "clearest": clearest})
}

/// A frame of a sighting's track.
pub fn tracked_frame(sighting: &str, f: &TrackedFrame) -> Value {
    let mut value = frame_time(&f.at);
    value["sighting"] = sighting.into();
    value["quad"] = json!(f.quad.rounded());
    value["visible"] = json!((f64::from(f.visible) * 100.0).round() / 100.0);
    value["proved"] = f.proved.into();
    value
}

fn stretch(case: &Case, s: &Stretch) -> Result<Value, CaseError> {
    Ok(json!({
        "video": path_of(case, &s.video)?,
        "sha256": s.video,
        "first": frame_time(&s.first),
        "last": frame_time(&s.last),
        "pixels": s.pixels,
        "detail": (f64::from(s.detail) * 100.0).round() / 100.0,
    }))
}

/// Two stretches that show one recording.
pub fn copy(case: &Case, c: &FootageCopy, said: &[Verdict]) -> Result<Value, CaseError> {
    let hundredths = |v: f32| (f64::from(v) * 100.0).round() / 100.0;
    Ok(json!({
        "id": c.id(),
        "verdicts": said.iter().map(said_of).collect::<Vec<_>>(),
        "a": stretch(case, &c.a)?,
        "b": stretch(case, &c.b)?,
        "b_from_a": c.b_from_a,
        "mirrored": c.mirrored,
        "speed": (c.speed * 1000.0).round() / 1000.0,
        "likeness": hundredths(c.likeness),
        "motion": c.motion.map(hundredths),
    }))
}

/// What one person said of a proposal.
fn said_of(v: &Verdict) -> Value {
    json!({"value": v.value, "by": v.by, "at": v.at, "reason": v.reason})
}

/// Stretches that all show one recording, with the sightings in them.
pub fn family(case: &Case, f: &Family, sightings: &[SightingRow]) -> Result<Value, CaseError> {
    let members = f
        .members
        .iter()
        .map(|m| stretch(case, m))
        .collect::<Result<Vec<_>, _>>()?;
    let held = sightings.iter().filter(|s| f.holds(&s.sighting));
    Ok(json!({
        "id": f.id,
        "members": members,
        "best": f.best,
        "sightings": held.map(|s| &s.id).collect::<Vec<_>>(),
    }))
}

/// A sighting that a search found; it is in no list and has no verdicts.
pub fn found_sighting(case: &Case, s: &Sighting) -> Result<Value, CaseError> {
    Ok(json!({
        "video": path_of(case, &s.video)?,
        "sha256": s.video,
        "first": frame_time(&s.first),
        "last": frame_time(&s.last),
        "best": best(&s.best),
        "address": s.best_address().to_string(),
        "inliers": s.best.inliers,
        "log10_nfa": s.best.log10_nfa,
    }))
}

fn best(m: &Match) -> Value {
    let mut value = frame_time(&m.at);
    value["quad"] = json!(m.quad.rounded());
    value
}

pub fn path_of(case: &Case, item: &model::ItemId) -> Result<String, CaseError> {
    Ok(case
        .item(*item)?
        .and_then(|row| row.origins.into_iter().next())
        .map_or_else(|| item.short(), |o| o.path))
}

pub fn screen(case: &Case, row: &ScreenRow, said: &[Verdict]) -> Result<Value, CaseError> {
    let s = &row.screen;
    let (how, id, by) = match &s.from {
        ScreenSource::Proposed => ("proposed", None, None),
        ScreenSource::Sighting { id } => ("sighting", Some(id), None),
        ScreenSource::Drawn { id, by } => ("drawn", Some(id), Some(by)),
    };
    let mut best = frame_time(&s.best.at);
    best["quad"] = json!(s.best.quad);
    best["address"] = json!(s.best_address().to_string());
    Ok(json!({
        "id": row.id,
        "video": path_of(case, &s.video)?,
        "sha256": s.video,
        "stream": s.stream,
        "shot": s.shot,
        "first": frame_time(&s.first),
        "last": frame_time(&s.last),
        "best": best,
        "from": { "how": how, "id": id, "by": by },
        "score": s.score,
        "frames": s.frames,
        "uncertainty": s.uncertainty,
        "cut": { "top": s.cut[0], "right": s.cut[1], "bottom": s.cut[2], "left": s.cut[3] },
        "sightings": s.sightings,
        "verdicts": said.iter().map(said_of).collect::<Vec<_>>(),
    }))
}

pub fn screen_frame(id: &str, frame: &ScreenFrame) -> Value {
    let mut value = frame_time(&frame.at);
    value["screen"] = json!(id);
    value["quad"] = json!(frame.quad);
    value["visible"] = json!(f64::from((frame.visible * 100.0).round()) / 100.0);
    value["uncertainty"] = json!(f64::from((frame.uncertainty * 100.0).round()) / 100.0);
    value["held"] = json!(frame.held);
    value
}
