//! The plain-text lists beside this program: `name: words`, one a line, `#` for comments.

/// The lines of a list in order, as name and the words after the colon.
pub fn entries(text: &str) -> Vec<(&str, Vec<&str>)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, words)| (name.trim(), words.split_whitespace().collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn comments_and_blank_lines_are_skipped() {
        let text = "# a list\n\nmodel:\n pixels :  model \nword face model: reason here\n";
        assert_eq!(
            entries(text),
            [
                ("model", vec![]),
                ("pixels", vec!["model"]),
                ("word face model", vec!["reason", "here"]),
            ]
        );
    }
}
