//! The demo's videos: which interfaces stand in which rooms, how they are filmed and who is said
//! to have published them. Channels and addresses are made up.

use crate::random::Difficulty;

use super::footage::Move::{Hand, Pan, Ride, Tripod};
use super::footage::{Move, Seen, ShotSpec, VideoSpec};

const fn shot(
    seconds: f64,
    room: u64,
    motion: Move,
    screens: &'static [Seen],
    person: bool,
    caption: Option<[&'static str; 2]>,
) -> ShotSpec {
    ShotSpec {
        seconds,
        room,
        motion,
        screens,
        person,
        caption,
        fade: false,
    }
}

const fn faded(shot: ShotSpec) -> ShotSpec {
    ShotSpec { fade: true, ..shot }
}

const PLAIN: (u32, u32) = (25, 1);
const NTSC: (u32, u32) = (30000, 1001);

/// Six videos with products, three without.
pub(super) static VIDEOS: [VideoSpec; 9] = [
    VideoSpec {
        id: "mRn0cT7aQ4w",
        title: "Morning in the control centre of Port Callow",
        uploader: "Kanal 8",
        upload_date: Some("20240214"),
        epoch: 1_707_897_600,
        description: "A visit to the new control centre.",
        kbps: 2200,
        rate: PLAIN,
        difficulty: Difficulty::Easy,
        logo: Some(("KANAL 8", [176, 30, 44])),
        shots: &[
            shot(
                3.0,
                11,
                Tripod,
                &[
                    ("merlon/live", 178.0, [0.3, 0.43], 18.0),
                    ("qonyr/map", 186.0, [0.52, 0.42], 0.0),
                    ("other/weather", 170.0, [0.74, 0.44], -20.0),
                ],
                false,
                Some(["INSIDE THE CONTROL CENTRE", "Port Callow, this morning"]),
            ),
            shot(
                3.0,
                12,
                Pan(3.0),
                &[("merlon/live", 640.0, [0.48, 0.44], 12.0)],
                false,
                None,
            ),
            shot(
                2.5,
                11,
                Tripod,
                &[
                    ("merlon/events", 340.0, [0.28, 0.46], 24.0),
                    ("qonyr/reports", 320.0, [0.7, 0.45], -18.0),
                ],
                false,
                None,
            ),
        ],
    },
    VideoSpec {
        id: "Q7hT2mXb0Lk",
        title: "Новая дежурная часть в Верхнозёрске",
        uploader: "ТВ-Маяк",
        upload_date: Some("20231103"),
        epoch: 1_699_075_200,
        description: "Репортаж из дежурной части.",
        kbps: 1600,
        rate: PLAIN,
        difficulty: Difficulty::Medium,
        logo: Some(("ТВ-МАЯК", [20, 80, 160])),
        shots: &[
            shot(
                3.0,
                21,
                Ride(0.12),
                &[("shtorm/live", 600.0, [0.52, 0.42], -14.0)],
                false,
                Some(["НОВАЯ ДЕЖУРНАЯ ЧАСТЬ", "Верхнозёрск, репортаж"]),
            ),
            shot(
                2.5,
                22,
                Tripod,
                &[
                    ("shtorm/events", 300.0, [0.3, 0.45], 22.0),
                    ("shtorm/lists", 290.0, [0.68, 0.45], -28.0),
                ],
                true,
                None,
            ),
            faded(shot(
                2.5,
                23,
                Tripod,
                &[
                    ("shtorm/live", 168.0, [0.26, 0.42], 14.0),
                    ("pereval/map", 180.0, [0.5, 0.43], 0.0),
                    ("other/sheet", 160.0, [0.72, 0.44], -18.0),
                ],
                false,
                None,
            )),
        ],
    },
    VideoSpec {
        id: "gT5wP1ezR9s",
        title: "Who reads your number plate",
        uploader: "Nord 24",
        upload_date: Some("20240122"),
        epoch: 1_705_975_200,
        description: "Gates on the ring road.",
        kbps: 1400,
        rate: NTSC,
        difficulty: Difficulty::Medium,
        logo: Some(("NORD 24", [24, 120, 96])),
        shots: &[
            shot(
                3.0,
                31,
                Pan(-3.0),
                &[("pereval/plates", 520.0, [0.5, 0.45], -20.0)],
                false,
                None,
            ),
            shot(
                2.5,
                32,
                Tripod,
                &[
                    ("zholbaq/plates", 280.0, [0.3, 0.44], 20.0),
                    ("zholbaq/events", 270.0, [0.68, 0.46], -15.0),
                ],
                false,
                Some(["EVERY ROAD, EVERY PLATE", "Ring road, gate 4"]),
            ),
            shot(
                2.5,
                32,
                Hand,
                &[
                    ("zholbaq/plates", 450.0, [0.44, 0.44], 25.0),
                    ("pereval/map", 170.0, [0.84, 0.4], -10.0),
                ],
                false,
                None,
            ),
        ],
    },
    VideoSpec {
        id: "phone_0413",
        title: "VID_0413",
        uploader: "",
        upload_date: None,
        epoch: 1_706_575_200,
        description: "",
        kbps: 1100,
        rate: NTSC,
        difficulty: Difficulty::Hard,
        logo: None,
        shots: &[
            shot(
                4.5,
                41,
                Hand,
                &[
                    ("meshwork/live", 520.0, [0.42, 0.46], 34.0),
                    ("meshwork/map", 190.0, [0.84, 0.44], -12.0),
                ],
                true,
                None,
            ),
            shot(
                4.0,
                41,
                Hand,
                &[
                    ("meshwork/map", 360.0, [0.34, 0.45], 16.0),
                    ("other/rundown", 300.0, [0.74, 0.46], -24.0),
                ],
                false,
                None,
            ),
        ],
    },
    VideoSpec {
        id: "Zh4rSu8vKq0",
        title: "Қала бір бетте",
        uploader: "Орда ТВ",
        upload_date: Some("20231219"),
        epoch: 1_703_075_200,
        description: "Қалалық бақылау орталығы.",
        kbps: 1800,
        rate: PLAIN,
        difficulty: Difficulty::Medium,
        logo: Some(("ОРДА ТВ", [150, 96, 20])),
        shots: &[
            shot(
                3.0,
                51,
                Pan(2.5),
                &[("qonyr/map", 720.0, [0.5, 0.44], 8.0)],
                false,
                Some(["ҚАЛАЛЫҚ БАҚЫЛАУ ОРТАЛЫҒЫ", "Жарсу қаласы"]),
            ),
            shot(
                2.5,
                52,
                Tripod,
                &[
                    ("qonyr/live", 310.0, [0.32, 0.45], 20.0),
                    ("merlon/map", 290.0, [0.7, 0.45], -25.0),
                ],
                false,
                None,
            ),
            shot(
                2.5,
                53,
                Tripod,
                &[
                    ("qonyr/reports", 182.0, [0.22, 0.42], 10.0),
                    ("sift/search", 175.0, [0.43, 0.43], 0.0),
                    ("other/departures", 170.0, [0.64, 0.42], 0.0),
                    ("qonyr/live", 165.0, [0.84, 0.44], -22.0),
                ],
                false,
                None,
            ),
        ],
    },
    VideoSpec {
        id: "arCh1ve77xY",
        title: "Ask the archive - demonstration day",
        uploader: "Dastreon Channel",
        upload_date: Some("20240301"),
        epoch: 1_709_075_200,
        description: "Visitors try the archive search.",
        kbps: 2400,
        rate: PLAIN,
        difficulty: Difficulty::Easy,
        logo: None,
        shots: &[
            shot(
                2.5,
                61,
                Ride(-0.1),
                &[("trace/search", 560.0, [0.46, 0.45], 22.0)],
                true,
                None,
            ),
            shot(
                2.5,
                62,
                Tripod,
                &[
                    ("trace/reports", 300.0, [0.3, 0.45], 15.0),
                    ("sift/reports", 310.0, [0.7, 0.45], -20.0),
                ],
                false,
                None,
            ),
            faded(shot(
                3.0,
                62,
                Pan(2.0),
                &[
                    ("sift/reports", 175.0, [0.3, 0.43], 8.0),
                    ("trace/search", 165.0, [0.54, 0.43], -6.0),
                    ("other/sheet", 160.0, [0.76, 0.44], -20.0),
                ],
                false,
                None,
            )),
        ],
    },
    VideoSpec {
        id: "wThr0nAir5e",
        title: "How the evening weather is made",
        uploader: "Kanal 8",
        upload_date: Some("20240110"),
        epoch: 1_705_075_200,
        description: "Behind the scenes of the bulletin.",
        kbps: 1800,
        rate: PLAIN,
        difficulty: Difficulty::Easy,
        logo: Some(("KANAL 8", [176, 30, 44])),
        shots: &[
            shot(
                4.0,
                71,
                Pan(3.0),
                &[("other/weather", 620.0, [0.5, 0.44], -10.0)],
                false,
                Some(["THE WEATHER, FROM BEHIND", "Studio 2"]),
            ),
            shot(
                4.0,
                72,
                Tripod,
                &[
                    ("other/rundown", 320.0, [0.32, 0.45], 18.0),
                    ("other/weather", 200.0, [0.7, 0.44], -15.0),
                ],
                true,
                None,
            ),
        ],
    },
    VideoSpec {
        id: "sTat1onHal1",
        title: "Вокзал после ремонта",
        uploader: "ТВ-Маяк",
        upload_date: Some("20230918"),
        epoch: 1_695_075_200,
        description: "Открытие зала ожидания.",
        kbps: 900,
        rate: PLAIN,
        difficulty: Difficulty::Medium,
        logo: Some(("ТВ-МАЯК", [20, 80, 160])),
        shots: &[
            shot(
                4.0,
                81,
                Ride(0.1),
                &[("other/departures", 540.0, [0.5, 0.36], 5.0)],
                true,
                None,
            ),
            shot(
                4.0,
                82,
                Tripod,
                &[("other/sheet", 340.0, [0.44, 0.46], 24.0)],
                false,
                None,
            ),
        ],
    },
    VideoSpec {
        id: "c0rr1d0r9Aa",
        title: "Open day at the town hall",
        uploader: "Orda TV",
        upload_date: Some("20240220"),
        epoch: 1_708_575_200,
        description: "Rooms and corridors.",
        kbps: 1200,
        rate: PLAIN,
        difficulty: Difficulty::Medium,
        logo: Some(("ORDA TV", [150, 96, 20])),
        shots: &[
            shot(
                4.0,
                91,
                Pan(5.0),
                &[],
                false,
                Some(["OPEN DAY AT THE TOWN HALL", "Rooms 1 to 9"]),
            ),
            faded(shot(4.0, 92, Hand, &[], true, None)),
        ],
    },
];
