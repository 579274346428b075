//! The width of text on a terminal.

use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of text without control characters.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// The text, cut to `width` columns if it is longer; an ellipsis stands for the rest.
pub(crate) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    // A character has no more columns than bytes.
    if text.len() <= width || columns(text) <= width {
        return text.into();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used <= width
    };
    text.chars().take_while(fits).chain(['…']).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        assert_eq!(columns("Zürich"), 6);
        assert_eq!(columns("Zu\u{308}rich"), 6);
        assert_eq!(columns("中文カメラ"), 10);
    }

    #[test]
    fn texts_are_cut_by_columns() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("üüüüüü", 6), "üüüüüü");
        assert_eq!(cut("写真写真", 8), "写真写真");
        assert_eq!(cut("写真写真", 6), "写真…");
    }
}
