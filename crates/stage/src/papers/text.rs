//! The words of made-up documents: sentences with their truth, and what title pages say.

use super::PaperClaim;
use crate::StageError;

const SENTENCES: &str = include_str!("../../data/sentences.tsv");

/// A sentence and what it says.
#[derive(Clone, Debug)]
pub struct Said {
    pub text: &'static str,
    pub claims: Vec<PaperClaim>,
}

/// What title pages say in a language.
pub struct Words {
    pub product: &'static str,
    pub maker: &'static str,
    pub brochure: &'static str,
    pub manual: &'static str,
    pub datasheet: &'static str,
    /// With # for the number.
    pub version: &'static str,
    /// With DAY, MONTH, YEAR.
    pub edition: &'static str,
    pub months: [&'static str; 12],
    pub headings: [&'static str; 4],
    /// Whether lines break anywhere.
    pub han: bool,
}

pub fn words(language: &str) -> Result<Words, StageError> {
    Ok(match language {
        "en" => Words {
            product: "Heron Desk",
            maker: "Heron Systems Ltd.",
            brochure: "Product brochure",
            manual: "User manual",
            datasheet: "Technical data",
            version: "Version #",
            edition: "Edition of DAY MONTH YEAR",
            months: [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            headings: [
                "Overview",
                "At the desk",
                "In the archive",
                "Administration",
            ],
            han: false,
        },
        "fr" => Words {
            product: "Vigie Plus",
            maker: "Vigie Systèmes SAS",
            brochure: "Plaquette commerciale",
            manual: "Manuel de l'utilisateur",
            datasheet: "Fiche technique",
            version: "Version #",
            edition: "Édition du DAY MONTH YEAR",
            months: [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            headings: [
                "Présentation",
                "Au poste",
                "Dans les archives",
                "Administration",
            ],
            han: false,
        },
        "ru" => Words {
            product: "Журавль Пульт",
            maker: "ООО «Журавль Системы»",
            brochure: "Буклет",
            manual: "Руководство пользователя",
            datasheet: "Технические характеристики",
            version: "Версия #",
            edition: "Редакция от DAY MONTH YEAR г.",
            months: [
                "января",
                "февраля",
                "марта",
                "апреля",
                "мая",
                "июня",
                "июля",
                "августа",
                "сентября",
                "октября",
                "ноября",
                "декабря",
            ],
            headings: ["Обзор", "На посту", "В архиве", "Администрирование"],
            han: false,
        },
        "kk" => Words {
            product: "Тырна Пульт",
            maker: "ЖШС «Тырна Жүйелері»",
            brochure: "Кітапша",
            manual: "Пайдаланушы нұсқаулығы",
            datasheet: "Техникалық сипаттамалары",
            version: "# нұсқасы",
            edition: "Басылым: YEAR жылғы DAY MONTH",
            months: [
                "қаңтар",
                "ақпан",
                "наурыз",
                "сәуір",
                "мамыр",
                "маусым",
                "шілде",
                "тамыз",
                "қыркүйек",
                "қазан",
                "қараша",
                "желтоқсан",
            ],
            headings: ["Шолу", "Бекетте", "Мұрағатта", "Әкімшілік"],
            han: false,
        },
        "zh" => Words {
            product: "鹤望平台",
            maker: "鹤望科技有限公司",
            brochure: "宣传册",
            manual: "用户手册",
            datasheet: "技术参数",
            version: "版本：V#",
            edition: "发布日期：YEAR年MONTH月DAY日",
            months: [
                "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
            ],
            headings: ["概述", "值班席", "录像", "系统管理"],
            han: true,
        },
        other => {
            return Err(StageError::Plan(format!(
                "no words for the language {other}"
            )));
        }
    })
}

/// The sentences of a language.
pub fn said(language: &str) -> Result<Vec<Said>, StageError> {
    let mut found = Vec::new();
    for line in SENTENCES.lines() {
        let mut fields = line.split('\t');
        let (Some(of), Some(truth), Some(text)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if of == language {
            found.push(Said {
                text,
                claims: claims(truth)?,
            });
        }
    }
    Ok(found)
}

fn claims(truth: &str) -> Result<Vec<PaperClaim>, StageError> {
    if truth == "0" {
        return Ok(Vec::new());
    }
    let claim = |word: &str| {
        let (bare, conditional) = match word.strip_suffix('!') {
            Some(bare) => (bare, true),
            None => (word, false),
        };
        let polarity = match bare.chars().last() {
            Some('+') => "affirmed",
            Some('-') => "negated",
            Some('?') => "unclear",
            _ => return Err(StageError::Plan(format!("no sign in {word:?}"))),
        };
        Ok(PaperClaim {
            function: bare[..bare.len() - 1].to_owned(),
            polarity: polarity.to_owned(),
            conditional,
        })
    };
    truth.split(' ').map(claim).collect()
}
