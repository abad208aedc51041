//! The collection record says what is there, what lacks and what does not apply.

use model::{Addresses, Beside, ItemKind, Origin, collection_letters, collection_record};

fn letters(kind: ItemKind, origin: Origin, beside: Beside) -> String {
    collection_letters(&collection_record(Some(kind), &[origin], beside))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_bare_file_has_its_hash_and_itself() {
    let bare = Origin::default();
    assert_eq!(
        letters(ItemKind::Video, bare, Beside::default()),
        "-..d---h"
    );
    let nothing = collection_record(None, &[], Beside::default());
    assert_eq!(collection_letters(&nothing), "-..----h");
    assert!(nothing.iter().all(|e| !e.reason.is_empty()));
}

#[test]
fn a_source_that_is_not_the_web_needs_no_page() {
    let lent = Origin {
        url: some("a source, alias k9"),
        ..Origin::default()
    };
    assert_eq!(
        letters(ItemKind::Video, lent, Beside::default()),
        "...d---h"
    );
}

#[test]
fn everything_of_a_download_with_page_and_screenshot() {
    let whole = Origin {
        path: "a.mp4".to_owned(),
        url: some("https://example.org/1"),
        canonical_id: some("Site 1"),
        title: some("t"),
        publisher: some("p"),
        published: Some(model::PublishedDate {
            iso: "2025".to_owned(),
            raw: "2025".to_owned(),
        }),
        collected_by: some("k7"),
        collected_at: some("2025-03-14T09:30:00Z"),
        tool: some("yt-dlp"),
        clock: some("NTP"),
        sidecar: Some(model::ItemId(model::ContentHash::of(b"s"))),
        ..Origin::default()
    };
    let alone = Beside::default();
    assert_eq!(letters(ItemKind::Video, whole.clone(), alone), "a--defgh");
    let mut all = Addresses::default();
    all.add(Some(ItemKind::Other), &[of_address("page.warc.gz")]);
    all.add(Some(ItemKind::Picture), &[of_address("shot.png")]);
    let beside = all.beside(std::slice::from_ref(&whole));
    assert_eq!(letters(ItemKind::Video, whole.clone(), beside), "abcdefgh");
    let mut unclear = whole;
    unclear.clock = None;
    let record = collection_record(Some(ItemKind::Video), &[unclear], beside);
    assert_eq!(collection_letters(&record), "abcdef-h");
    assert!(record[6].reason.contains("clock"), "{}", record[6].reason);
}

#[test]
fn an_archive_that_is_no_page_is_none() {
    let mut all = Addresses::default();
    all.add(Some(ItemKind::Other), &[of_address("logs.tar.gz")]);
    assert_eq!(all.beside(&[of_address("a.mp4")]), Beside::default());
}

fn of_address(path: &str) -> Origin {
    Origin {
        path: path.to_owned(),
        url: some("https://example.org/1"),
        ..Origin::default()
    }
}
