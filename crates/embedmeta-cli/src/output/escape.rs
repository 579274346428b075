//! Keeps text from a file from acting on whatever displays it.

use std::fmt::Write;

/// Whether a terminal or a script engine would act on the character: C1 controls, DEL, bidirectional controls,
/// zero-width characters and the line separators of ECMAScript. The caller handles C0 controls.
pub(crate) fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}')
}

/// `text` on one line, with every character that cannot simply be shown in its escaped form: `\n`, `\u{1b}`.
pub(crate) fn shown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, c| {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            // Writing to a string cannot fail.
            c if c.is_control() || is_unsafe(c) => _ = write!(shown, "\\u{{{:x}}}", u32::from(c)),
            c => shown.push(c),
        }
        shown
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_what_is_text_stays() {
        assert_eq!(shown("a\u{1b}]52;c\u{7}b\0"), r"a\u{1b}]52;c\u{7}b\u{0}");
        assert_eq!(shown("\u{9b}31m\u{202e}x\u{2028}\u{7f}\u{feff}\u{200b}"), {
            r"\u{9b}31m\u{202e}x\u{2028}\u{7f}\u{feff}\u{200b}"
        });
        assert_eq!(shown("one\r\n\ttwo"), r"one\r\n\ttwo");
        assert_eq!(shown("é “quoted” \u{4e2d}"), "é “quoted” \u{4e2d}");
    }
}
