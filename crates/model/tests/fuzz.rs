//! Texts that people paste, changed at random: refused or read, never a panic, and what is read is
//! written and read again as the same.

use std::path::Path;

use model::{
    Address, ContentHash, Coordinates, FrameRate, ItemPrefix, Quad, StatedDate, TimeBase, Timecode,
    Timestamp,
};

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

#[test]
fn addresses() {
    let seeds = [
        "7f3a9c2b4d1e@0:527872:1/12800#240,86,816,90,812,324,238,320",
        "7f3a9c2b4d1e/p7#72,90,520,90,520,410,72,410",
        "7f3a9c2b4d1e/p7",
        "7f3a9c2b@3:-5:1001/30000",
    ];
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|s| s.as_bytes().to_vec()).collect();
    stage::fuzz(&corpus("address"), &seeds, 20_000, &mut |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(address) = text.parse::<Address>() {
            let written = address.to_string();
            let again: Address = written.parse().expect("what was written is read");
            assert_eq!(again.to_string(), written);
        }
        let _ = text.parse::<ItemPrefix>();
        let _ = text.parse::<ContentHash>();
    });
}

#[test]
fn timecodes() {
    let seeds = ["01:00:41:06", "01:00:41;06", "00:00:00:00", "23:59:59;29"];
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|s| s.as_bytes().to_vec()).collect();
    let rates = [(25, 1), (30_000, 1001), (60_000, 1001), (24, 1)];
    let rates = rates.map(|(n, d)| FrameRate::new(n, d).expect("a rate"));
    stage::fuzz(&corpus("timecode"), &seeds, 20_000, &mut |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for rate in rates {
            if let Ok(code) = Timecode::parse(&text, rate) {
                let written = code.to_string();
                let again = Timecode::parse(&written, rate).expect("what was written is read");
                assert_eq!(again.to_string(), written);
            }
        }
    });
}

/// What is read of a text, written, and read again, is the same.
fn written_again<T: std::str::FromStr + ToString>(text: &str) {
    if let Ok(read) = text.parse::<T>() {
        let written = read.to_string();
        let again = written.parse::<T>();
        let again = again.map(|a| a.to_string()).ok();
        assert_eq!(again.as_ref(), Some(&written), "{text:?}");
    }
}

#[test]
fn dates_places_and_numbers() {
    let seeds = [
        "spring 2019",
        "about 14 September 2023",
        "между 2019 и 2021",
        "between March 2022 and 2023-05",
        "43.2567,76.9286",
        "−43,2; 76",
        "240,86,816,90,812,324,238,320",
        "30000/1001",
        "527872:1/12800",
        "1/90000",
    ];
    let seeds: Vec<Vec<u8>> = seeds.iter().map(|s| s.as_bytes().to_vec()).collect();
    stage::fuzz(&corpus("text"), &seeds, 20_000, &mut |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = text.parse::<StatedDate>();
        written_again::<Coordinates>(&text);
        written_again::<Quad>(&text);
        let _ = text.parse::<FrameRate>();
        let _ = text.parse::<TimeBase>();
        let _ = text.parse::<Timestamp>();
    });
}
