//! The lock-down of the child holds: it is tried, and not only believed.
#![cfg(target_os = "linux")]

mod common;

use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::time::Duration;

use common::{decoder, decoder_with, folder, moving, video};
use decode::{Attempt, DecodeError, Decoder, Flow, Level, Limits, Outcome, Policy};

fn unconfined() -> Decoder {
    decoder_with(Limits {
        sandbox: Policy::Off,
        ..Limits::default()
    })
}

/// A listener for TCP and UDP that must hear nothing.
struct Ear {
    tcp: TcpListener,
    udp: UdpSocket,
}

impl Ear {
    fn new() -> Self {
        let tcp = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let udp = UdpSocket::bind(("127.0.0.1", 0)).expect("a port");
        tcp.set_nonblocking(true).expect("not to block");
        udp.set_read_timeout(Some(Duration::from_millis(100)))
            .expect("not to block");
        Self { tcp, udp }
    }

    fn tcp(&self) -> SocketAddr {
        self.tcp.local_addr().expect("an address")
    }

    fn udp(&self) -> SocketAddr {
        self.udp.local_addr().expect("an address")
    }

    fn heard(&self) -> bool {
        self.tcp.accept().is_ok() || self.udp.recv(&mut [0; 8]).is_ok()
    }
}

fn attempts(ear: &Ear, folder: &Path) -> Vec<Attempt> {
    let secret = folder.join("secret");
    std::fs::write(&secret, b"x").expect("a file");
    vec![
        Attempt::Read(secret),
        Attempt::Read("/etc/passwd".into()),
        Attempt::Read("/proc/self/environ".into()),
        Attempt::Read(std::env::current_exe().expect("this program")),
        Attempt::List("/".into()),
        Attempt::List(folder.to_owned()),
        Attempt::Write(folder.join("made")),
        Attempt::Write("/dev/shm/contrechamp-made".into()),
        Attempt::Connect(ear.tcp()),
        Attempt::Send(ear.udp()),
        Attempt::Run("/bin/true".into()),
        Attempt::Fork,
        Attempt::Signal(std::process::id()),
        Attempt::Execute,
    ]
}

#[test]
fn nothing_of_what_must_not_work_works() {
    let (ear, folder) = (Ear::new(), folder());
    for attempt in attempts(&ear, folder.path()) {
        match decoder().attempt(attempt.clone()) {
            Ok(Outcome::Refused(_)) | Err(DecodeError::Forbidden { .. }) => {}
            other => panic!("{attempt:?}: {other:?}"),
        }
    }
    assert!(!ear.heard());
    assert!(!folder.path().join("made").exists());
}

/// That the attempts are real, and the test above could fail.
#[test]
fn without_the_lock_down_it_would_work() {
    let (ear, folder) = (Ear::new(), folder());
    for attempt in attempts(&ear, folder.path()) {
        // Writing is stopped by the limits, which always hold; the file is made, but stays empty.
        let outcome = unconfined().attempt(attempt.clone());
        assert!(
            matches!(outcome, Ok(Outcome::Succeeded)),
            "{attempt:?}: {outcome:?}"
        );
    }
    assert!(ear.heard());
    let _ = std::fs::remove_file("/dev/shm/contrechamp-made");
}

#[test]
fn the_level_is_told() {
    let confinement = decoder().confinement().unwrap_or_else(|e| panic!("{e}"));
    assert!(confinement.gaps().is_empty(), "{confinement}");
    assert!(confinement.level() >= Level::Closed, "{confinement}");
    let off = unconfined().confinement().unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(off.level(), Level::None);
}

/// Files that name other files and addresses, as a video, a document and a picture.
fn lures(to: &str) -> Vec<(&'static str, String)> {
    let pdf = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://{to}/a)>>\
/AA<</WC<</S/Launch/F(/bin/true)>>>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>\
/AA<</O<</S/SubmitForm/F(http://{to}/b)>>>>>>endobj\n\
4 0 obj<</Length 5>>stream\n/X Do\nendstream endobj\n\
5 0 obj<</Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray\
/F<</FS/URL/F(http://{to}/c)>>/Length 0>>stream\n\nendstream endobj\n\
trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    );
    vec![
        (
            "hls.mp4",
            format!(
                "#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\nhttp://{to}/a.ts\n#EXT-X-ENDLIST\n"
            ),
        ),
        (
            "key.m3u8",
            format!(
                "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"http://{to}/key\"\n#EXTINF:8,\ncrypto+http://{to}/a.ts\n"
            ),
        ),
        (
            "dash.mpd",
            format!(
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT8S\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>http://{to}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>"
            ),
        ),
        (
            "concat.avi",
            format!("ffconcat version 1.0\nfile http://{to}/a.mp4\n"),
        ),
        (
            "picture.svg",
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99\" height=\"99\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image xlink:href=\"http://{to}/a.png\" width=\"9\" height=\"9\"/><use href=\"http://{to}/b.svg#x\"/></svg>"
            ),
        ),
        (
            "entity.svg",
            format!(
                "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"http://{to}/x\">]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99\" height=\"99\"><text>&x;</text></svg>"
            ),
        ),
        (
            "session.sdp",
            format!(
                "v=0\no=- 0 0 IN IP4 {to}\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
            ),
        ),
        (
            "page.html",
            format!(
                "<html><img src=\"http://{to}/a.png\"><iframe src=\"http://{to}/\"></iframe></html>"
            ),
        ),
        ("open.pdf", pdf),
    ]
}

#[test]
fn files_that_call_home_reach_nobody() {
    let (ear, folder) = (Ear::new(), folder());
    let decoder = decoder();
    for (name, text) in lures(&ear.tcp().to_string()) {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        let _ = decoder.identify(&path);
        let _ = decoder.watch(&path, 2, &mut |_| Flow::Continue);
        let _ = decoder.document(&path, &mut |_| {});
        let _ = decoder.picture(&path);
        assert!(!ear.heard(), "{name}");
    }
}

#[test]
fn a_frame_is_the_same_with_and_without() {
    let folder = folder();
    let path = video(
        &folder,
        "a.mp4",
        &format!("{} -c:v libx264 -pix_fmt yuv420p", moving("320x240", 1.0)),
    );
    let sums = |decoder: Decoder| {
        let mut sums = Vec::new();
        let seen = decoder.watch(&path, 4, &mut |frame| {
            sums.push(frame.rgb().data.iter().map(|&b| u64::from(b)).sum::<u64>());
            Flow::Continue
        });
        assert!(seen.is_ok_and(|w| w.damage.is_empty()));
        sums
    };
    let confined = sums(decoder());
    assert_eq!(confined.len(), 25);
    assert_eq!(confined, sums(unconfined()));
}

#[cfg(debug_assertions)]
#[test]
fn time_is_limited() {
    let folder = folder();
    let path = folder.path().join("spin.mp4");
    std::fs::write(&path, "contrechamp test fault: spin").expect("a file");
    let decoder = decoder_with(Limits {
        cpu: Duration::from_secs(1),
        ..Limits::default()
    });
    let error = decoder.identify(&path).expect_err("it spins");
    assert!(
        matches!(error, DecodeError::TooLong { seconds: 1, .. }),
        "{error:?}"
    );
}

/// Small files that unpack to much: refused or cut, never unpacked into memory.
#[test]
fn bombs_stay_small() {
    let folder = folder();
    let decoder = decoder_with(Limits {
        memory_bytes: 512 << 20,
        ..Limits::default()
    });
    // A PNG that claims 60,000 × 60,000 pixels.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]);
    png.extend([0; 64]);
    let mut gif = b"GIF89a\xff\xff\xff\xff\x80\0\0".to_vec();
    gif.extend([0; 6]);
    gif.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x08\x01\0\0\x3b");
    for (name, bytes) in [("bomb.png", png), ("bomb.gif", gif)] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let error = decoder.picture(&path).expect_err(name);
        assert!(!matches!(error, DecodeError::Hung { .. }), "{error:?}");
        assert!(decoder.identify(&path).is_ok(), "{name}");
    }
}
