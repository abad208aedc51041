//! Made-up documents that have no pages of their own: DOCX, PPTX, saved pages. Small, valid, and the
//! same bytes for the same content.

use std::fmt::Write as _;

use base64ct::{Base64, Encoding};

/// What a document is made of.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Level 1 to 6.
    Heading(u8, String),
    Text(String),
    /// Of a list.
    Item(String),
    /// Cells of a row of a table.
    Row(Vec<String>),
    /// A PNG, and how many pixels wide it is shown.
    Picture(Vec<u8>, u32),
    PageBreak,
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const SHOW: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
/// English Metric Units to the pixel.
const EMU: u32 = 9525;

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A word-processor document with a title of its own.
pub fn docx(title: &str, pieces: &[Piece]) -> Vec<u8> {
    let mut body = String::new();
    let mut media = Media::new("word", "styles.xml");
    for piece in pieces {
        body.push_str(&word_piece(piece, &mut media));
    }
    let document = format!(
        "{DECLARATION}<w:document xmlns:w=\"{WORD}\" xmlns:a=\"{DRAWING}\" xmlns:r=\"{OFFICE}\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let mut styles = format!("{DECLARATION}<w:styles xmlns:w=\"{WORD}\">");
    for level in 1..=6 {
        let _ = write!(
            styles,
            "<w:style w:type=\"paragraph\" w:styleId=\"H{level}\"><w:name w:val=\"heading {level}\"/></w:style>"
        );
    }
    styles.push_str("</w:styles>");
    let mut parts = frame("word/document.xml", title);
    parts.push(("word/document.xml".to_owned(), document.into_bytes()));
    parts.push(("word/styles.xml".to_owned(), styles.into_bytes()));
    parts.push((
        "word/_rels/document.xml.rels".to_owned(),
        media.relations().into_bytes(),
    ));
    parts.extend(media.parts);
    zip(&parts)
}

fn word_piece(piece: &Piece, media: &mut Media) -> String {
    let paragraph = |properties: &str, text: &str| {
        let runs: Vec<String> = text
            .split('\n')
            .map(|t| {
                format!(
                    "<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                    escaped(t)
                )
            })
            .collect();
        format!(
            "<w:p><w:pPr>{properties}</w:pPr>{}</w:p>",
            runs.join("<w:r><w:br/></w:r>")
        )
    };
    match piece {
        Piece::Heading(level, text) => paragraph(&format!("<w:pStyle w:val=\"H{level}\"/>"), text),
        Piece::Text(text) => paragraph("", text),
        Piece::Item(text) => paragraph("<w:numPr><w:numId w:val=\"1\"/></w:numPr>", text),
        Piece::Row(cells) => {
            let cells: String = cells
                .iter()
                .map(|c| format!("<w:tc>{}</w:tc>", paragraph("", c)))
                .collect();
            format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        }
        Piece::Picture(png, wide) => {
            let id = media.add(png);
            let wide = wide * EMU;
            format!(
                "<w:p><w:r><w:drawing><inline><extent cx=\"{wide}\" cy=\"{wide}\"/><a:blip r:embed=\"{id}\"/></inline></w:drawing></w:r></w:p>"
            )
        }
        Piece::PageBreak => "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>".to_owned(),
    }
}

/// Slides; the first heading of each is its title.
pub fn pptx(title: &str, slides: &[Vec<Piece>]) -> Vec<u8> {
    let mut parts = frame("ppt/presentation.xml", title);
    let mut order = String::new();
    let mut relations = String::new();
    for (n, pieces) in slides.iter().enumerate() {
        let n = n + 1;
        let _ = write!(order, "<p:sldId id=\"{}\" r:id=\"rId{n}\"/>", 255 + n);
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/slide\" Target=\"slides/slide{n}.xml\"/>"
        );
        let mut media = Media::new(&format!("ppt/slides/{n}"), "../layout.xml");
        let mut shapes = String::new();
        let mut titled = false;
        for piece in pieces {
            let heading = matches!(piece, Piece::Heading(..));
            shapes.push_str(&slide_piece(piece, titled, &mut media));
            titled |= heading;
        }
        let slide = format!(
            "{DECLARATION}<p:sld xmlns:p=\"{SHOW}\" xmlns:a=\"{DRAWING}\" xmlns:r=\"{OFFICE}\"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        );
        parts.push((format!("ppt/slides/slide{n}.xml"), slide.into_bytes()));
        let of_slide = media
            .relations()
            .replace("\"media/", &format!("\"{n}/media/"));
        parts.push((
            format!("ppt/slides/_rels/slide{n}.xml.rels"),
            of_slide.into_bytes(),
        ));
        parts.extend(media.parts);
    }
    let show = format!(
        "{DECLARATION}<p:presentation xmlns:p=\"{SHOW}\" xmlns:r=\"{OFFICE}\"><p:sldIdLst>{order}</p:sldIdLst></p:presentation>"
    );
    parts.push(("ppt/presentation.xml".to_owned(), show.into_bytes()));
    let relations = related(&relations);
    parts.push((
        "ppt/_rels/presentation.xml.rels".to_owned(),
        relations.into_bytes(),
    ));
    zip(&parts)
}

fn slide_piece(piece: &Piece, titled: bool, media: &mut Media) -> String {
    let shape = |kind: &str, text: &str| {
        format!(
            "<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"{kind}\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>",
            escaped(text)
        )
    };
    match piece {
        Piece::Heading(_, text) => shape(if titled { "subTitle" } else { "title" }, text),
        Piece::Text(text) | Piece::Item(text) => shape("body", text),
        Piece::Row(cells) => {
            let cell = |c: &String| {
                let text = escaped(c);
                format!("<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>")
            };
            let cells: String = cells.iter().map(cell).collect();
            format!("<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>")
        }
        Piece::Picture(png, wide) => {
            let id = media.add(png);
            let wide = wide * EMU;
            format!(
                "<p:pic><p:blipFill><a:blip r:embed=\"{id}\"/></p:blipFill><p:spPr><a:xfrm><a:ext cx=\"{wide}\" cy=\"{wide}\"/></a:xfrm></p:spPr></p:pic>"
            )
        }
        Piece::PageBreak => String::new(),
    }
}

/// A page as a browser saves it in one file, its pictures written into it.
pub fn html(title: &str, pieces: &[Piece]) -> String {
    page(title, pieces, &mut |png, _| {
        format!("data:image/png;base64,{}", base64(png))
    })
}

/// A page and its pictures as one message, as Chromium saves it.
pub fn mhtml(title: &str, pieces: &[Piece]) -> Vec<u8> {
    let mut parts = String::new();
    let page = page(title, pieces, &mut |png, n| {
        let _ = write!(
            parts,
            "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <picture-{n}@made-up>\r\n\r\n{}\r\n",
            base64(png)
        );
        format!("cid:picture-{n}@made-up")
    });
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/\r\nSubject: {}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/\r\n\r\n{}\r\n{parts}--b--\r\n",
        if title.is_ascii() { title } else { "saved page" },
        quoted(&page)
    )
    .into_bytes()
}

fn page(title: &str, pieces: &[Piece], source: &mut dyn FnMut(&[u8], usize) -> String) -> String {
    let mut body = String::new();
    for (n, piece) in pieces.iter().enumerate() {
        let made = match piece {
            Piece::Heading(level, text) => format!("<h{level}>{}</h{level}>", escaped(text)),
            Piece::Text(text) => format!("<p>{}</p>", escaped(text).replace('\n', "<br>")),
            Piece::Item(text) => format!("<ul><li>{}</li></ul>", escaped(text)),
            Piece::Row(cells) => {
                let cells: String = cells
                    .iter()
                    .map(|c| format!("<td>{}</td>", escaped(c)))
                    .collect();
                format!("<table><tr>{cells}</tr></table>")
            }
            Piece::Picture(png, wide) => {
                format!("<img width=\"{wide}\" src=\"{}\">", source(png, n))
            }
            Piece::PageBreak => "<hr>".to_owned(),
        };
        body.push_str(&made);
        body.push('\n');
    }
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{}</title><style>h1 {{ color: navy }}</style></head><body>\n{body}</body></html>\n",
        escaped(title)
    )
}

/// What every package has: its types, its main part, its title.
fn frame(main: &str, title: &str) -> Vec<(String, Vec<u8>)> {
    let types = format!(
        "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/></Types>"
    );
    let root = related(&format!(
        "<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"{main}\"/>"
    ));
    let core = format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        escaped(title)
    );
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("docProps/core.xml", core),
    ]
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .to_vec()
}

fn related(list: &str) -> String {
    format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">{list}</Relationships>")
}

/// Pictures of a part, and how it names them.
struct Media {
    folder: String,
    list: String,
    parts: Vec<(String, Vec<u8>)>,
}

impl Media {
    fn new(folder: &str, styles: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            list: format!(
                "<Relationship Id=\"rId1\" Type=\"{OFFICE}/styles\" Target=\"{styles}\"/>"
            ),
            parts: Vec::new(),
        }
    }

    fn add(&mut self, png: &[u8]) -> String {
        let n = self.parts.len() + 2;
        let name = format!("media/image{n}.png");
        let _ = write!(
            self.list,
            "<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/image\" Target=\"{name}\"/>"
        );
        self.parts
            .push((format!("{}/{name}", self.folder), png.to_vec()));
        format!("rId{n}")
    }

    fn relations(&self) -> String {
        related(&self.list)
    }
}

/// A ZIP of parts that are stored as they are.
pub fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let size = (bytes.len() as u32).to_le_bytes();
        // Needs version 2.0, names in UTF-8, stored, 1 January 1980.
        let head = [
            &[20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0][..],
            &crc32(bytes).to_le_bytes(),
            &size,
            &size,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        let at = (file.len() as u32).to_le_bytes();
        list.extend(
            [
                &b"PK\x01\x02\x14\0"[..],
                &head,
                &[0; 10],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
        file.extend([&b"PK\x03\x04"[..], &head, name.as_bytes(), bytes].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, at) = (list.len() as u32, file.len() as u32);
    file.extend(&list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend(size.to_le_bytes());
    file.extend(at.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let odd = crc & 1 == 1;
            crc >>= 1;
            if odd {
                crc ^= 0xedb8_8320;
            }
        }
    }
    !crc
}

/// RFC 4648.
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Quoted-printable (RFC 2045).
fn quoted(text: &str) -> String {
    let (mut out, mut column) = (String::new(), 0);
    for byte in text.bytes() {
        if byte == b'\n' {
            out.push_str("\r\n");
            column = 0;
            continue;
        }
        if column > 70 {
            out.push_str("=\r\n");
            column = 0;
        }
        if (b' '..=b'~').contains(&byte) && byte != b'=' {
            out.push(char::from(byte));
            column += 1;
        } else {
            let _ = write!(out, "={byte:02X}");
            column += 3;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_letters_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(base64(b"fooba"), "Zm9vYmE=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(quoted("é=\n"), "=C3=A9=3D\r\n");
    }
}
