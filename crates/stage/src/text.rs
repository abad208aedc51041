//! Pages of text in four writings for the text bench: exact lines at a chosen size, on panels of
//! both polarities. How they are filmed is in `text_clips`.

use crate::StageError;
use crate::canvas::{Canvas, ink};
use crate::dice::Dice;
use crate::fonts::Font;
use crate::plan::Picture;

/// The writing of a page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PageWriting {
    Latin,
    Russian,
    Kazakh,
    Chinese,
}

/// What a text clip is to be like.
#[derive(Clone, Debug)]
pub struct TextOptions {
    pub writing: PageWriting,
    /// Height of small letters in pixels of the frame, at the screen's middle.
    pub x_height: f64,
    /// Names that stand on the page, one of them on about every fourth line.
    pub names: Vec<String>,
}

const LATIN: [&str; 48] = [
    "category",
    "activist",
    "register",
    "camera",
    "archive",
    "search",
    "results",
    "similarity",
    "person",
    "vehicle",
    "entry",
    "exit",
    "north gate",
    "event log",
    "operator",
    "confirmed",
    "unknown",
    "zone",
    "crossing",
    "alarm",
    "priority",
    "source",
    "channel",
    "recorded",
    "match list",
    "status",
    "closed",
    "forwarded",
    "district",
    "station",
    "upper clothing",
    "direction",
    "duration",
    "last seen",
    "plate",
    "number",
    "group",
    "export",
    "report",
    "filter",
    "today",
    "quality",
    "threshold",
    "server",
    "database",
    "offline",
    "review",
    "assigned",
];
const RUSSIAN: [&str; 44] = [
    "категория",
    "разыскивается",
    "журнал событий",
    "камера",
    "архив",
    "поиск",
    "результаты",
    "сходство",
    "гражданин",
    "транспорт",
    "вход",
    "выход",
    "северные ворота",
    "оператор",
    "подтверждено",
    "неизвестно",
    "зона",
    "переход",
    "тревога",
    "приоритет",
    "источник",
    "канал",
    "запись",
    "список",
    "состояние",
    "закрыто",
    "передано",
    "район",
    "станция",
    "верхняя одежда",
    "направление",
    "длительность",
    "номер",
    "группа",
    "отчёт",
    "фильтр",
    "сегодня",
    "качество",
    "порог",
    "сервер",
    "база данных",
    "проверка",
    "назначено",
    "площадь",
];
const KAZAKH: [&str; 40] = [
    "санат",
    "іздеудегі",
    "оқиғалар журналы",
    "бейнебақылау",
    "мұрағат",
    "іздеу",
    "нәтижелер",
    "ұқсастық",
    "тұлға",
    "көлік",
    "кіру",
    "шығу",
    "солтүстік қақпа",
    "кезекші",
    "расталды",
    "белгісіз",
    "аймақ",
    "өткел",
    "дабыл",
    "басымдық",
    "дереккөз",
    "арна",
    "жазба",
    "тізім",
    "күйі",
    "жабылды",
    "жіберілді",
    "ауданы",
    "бекет",
    "сырт киім",
    "бағыты",
    "ұзақтығы",
    "нөмірі",
    "тобы",
    "есеп",
    "сүзгі",
    "бүгін",
    "сапасы",
    "қызметкер",
    "жаңа хабарлама",
];
const CHINESE: [&str; 36] = [
    "类别",
    "人员库",
    "报警",
    "车辆",
    "摄像机",
    "检索",
    "结果",
    "相似度",
    "入口",
    "出口",
    "北门",
    "事件记录",
    "操作员",
    "已确认",
    "未知",
    "区域",
    "路口",
    "优先级",
    "来源",
    "通道",
    "录像",
    "名单",
    "状态",
    "已关闭",
    "已转发",
    "派出所",
    "站台",
    "方向",
    "时长",
    "号牌",
    "分组",
    "导出",
    "报表",
    "今天",
    "质量",
    "数据库",
];

impl PageWriting {
    pub const ALL: [Self; 4] = [Self::Latin, Self::Russian, Self::Kazakh, Self::Chinese];

    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Latin => &LATIN,
            Self::Russian => &RUSSIAN,
            Self::Kazakh => &KAZAKH,
            Self::Chinese => &CHINESE,
        }
    }

    /// Whether a typeface for it is at hand; Chinese needs one of the system's.
    pub fn can_be_drawn(self) -> bool {
        self != Self::Chinese || Font::Han.is_there()
    }
}

/// Size per em at which small letters have a height, for the typefaces used here.
fn em_of(x_height: f64, writing: PageWriting) -> f32 {
    // DejaVu's small letters are 0.547 of an em high; Chinese signs fill theirs, and are as
    // legible as small letters of about half their height.
    let share = if writing == PageWriting::Chinese {
        0.5
    } else {
        0.547
    };
    (x_height / share) as f32
}

/// A page of a screen 1280 × 720: a bar and two panels, light and dark, with lines of text.
///
/// # Errors
/// When there is no typeface for the writing.
pub fn text_page(seed: u64, options: &TextOptions, x_height: f64) -> Result<Picture, StageError> {
    if !options.writing.can_be_drawn() {
        return Err(StageError::Plan(
            "no typeface for Chinese is installed (Debian: fonts-wqy-zenhei)".to_owned(),
        ));
    }
    let mut d = Dice::new(seed).fork(11);
    let (w, h) = (1280.0f32, 720.0f32);
    let schemes = [
        (0x16_1c24, 0xe8_ecf0, 0xf4_f5f7, 0x20_242a),
        (0x0d_2238, 0xcf_e3f5, 0xe6_ecf2, 0x1b_2a3a),
        (0x26_2626, 0xdc_dcdc, 0xff_ffff, 0x30_3030),
        (0x10_2a22, 0xb9_f2d6, 0xea_f4ef, 0x17_3a2e),
    ];
    let (dark, on_dark, light, on_light) = *d.pick(&schemes);
    let mut canvas = Canvas::new(1280, 720, ink(dark));
    let split = d.range(0.42, 0.58) as f32 * w;
    canvas.rect(split, 54.0, w - split, h - 54.0, ink(light));
    canvas.rect(0.0, 0.0, w, 54.0, ink(0x2b_5c8a));
    let size = em_of(x_height, options.writing);
    let font = match options.writing {
        PageWriting::Chinese => Font::Han,
        _ => *d.pick(&[Font::Sans, Font::SansBold, Font::Narrow, Font::Sans]),
    };
    let step = (size * 1.75).max(26.0);
    for (left, right, colour) in [
        (26.0, split - 20.0, on_dark),
        (split + 26.0, w - 20.0, on_light),
    ] {
        let mut base = 54.0 + step;
        while base < h - 14.0 {
            let text = line(&mut d, options);
            let shown = fitting(font, &text, size, right - left);
            if !shown.is_empty() {
                canvas.text(left, base, size, font, ink(colour), &shown);
            }
            base += step;
        }
    }
    let mut picture = Picture::new(format!("text-{seed}"), canvas.rgb());
    picture.lines = canvas.lines;
    Ok(picture)
}

/// Whole words that fit, without an ellipsis.
fn fitting(font: Font, text: &str, size: f32, width: f32) -> String {
    let mut shown = String::new();
    for word in text.split(' ') {
        let longer = if shown.is_empty() {
            word.to_owned()
        } else {
            format!("{shown} {word}")
        };
        if font.width(&longer, size) > width {
            break;
        }
        shown = longer;
    }
    shown
}

fn line(d: &mut Dice, options: &TextOptions) -> String {
    let words = options.writing.words();
    let mut parts: Vec<String> = Vec::new();
    if !options.names.is_empty() && d.chance(0.25) {
        parts.push(d.pick(&options.names).clone());
    }
    for _ in 0..1 + d.below(3) {
        parts.push((*d.pick(words)).to_owned());
    }
    match d.below(5) {
        0 => parts.push(format!(
            "{:02}:{:02}:{:02}",
            d.below(24),
            d.below(60),
            d.below(60)
        )),
        1 => parts.push(format!(
            "{:02}.{:02}.20{}",
            1 + d.below(28),
            1 + d.below(12),
            21 + d.below(5)
        )),
        2 => parts.push(format!("{}", 10 + d.below(9890))),
        _ => {}
    }
    let mut text = parts.join(" ");
    if d.chance(0.5)
        && let Some(first) = text.chars().next()
    {
        let rest: String = text.chars().skip(1).collect();
        text = first.to_uppercase().collect::<String>() + &rest;
    }
    text
}
