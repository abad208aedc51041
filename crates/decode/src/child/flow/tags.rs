//! What the elements of saved pages are, by their names and attributes.

use html5gum::StartTag;

pub fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(&value.value).into_owned())
}

/// Elements that hold no words of the page.
pub fn is_skipped(name: &[u8]) -> bool {
    matches!(
        name,
        b"script"
            | b"style"
            | b"noscript"
            | b"template"
            | b"svg"
            | b"math"
            | b"object"
            | b"applet"
            | b"select"
            | b"datalist"
            | b"audio"
            | b"canvas"
    )
}

/// Elements that may end without an end tag.
pub fn has_implied_end(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"li" | b"td" | b"th" | b"tr" | b"dd" | b"dt" | b"option"
    )
}

pub fn is_foreign(name: &[u8]) -> bool {
    matches!(name, b"svg" | b"math")
}

pub fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

/// Not shown, as the element itself says; style sheets are not read.
pub fn is_hidden(tag: &StartTag<()>) -> bool {
    let style = attribute(tag, b"style")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let style: String = style.split_whitespace().collect();
    tag.attributes.contains_key(&b"hidden"[..])
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

pub fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"section"
            | b"article"
            | b"header"
            | b"footer"
            | b"main"
            | b"nav"
            | b"aside"
            | b"ul"
            | b"ol"
            | b"dl"
            | b"dt"
            | b"table"
            | b"tr"
            | b"thead"
            | b"tbody"
            | b"caption"
            | b"blockquote"
            | b"figure"
            | b"figcaption"
            | b"form"
            | b"fieldset"
            | b"legend"
            | b"address"
            | b"body"
            | b"html"
            | b"button"
            | b"option"
            | b"details"
            | b"summary"
            | b"center"
            | b"dialog"
            | b"hgroup"
            | b"menu"
    )
}
