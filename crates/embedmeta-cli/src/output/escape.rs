//! Text of a file never acts on what shows it.

use std::fmt::Write;

/// Whether a terminal or a script engine would act on the sign: C1 controls, DEL, marks that turn the direction of
/// writing, zero-width signs and the line separators of ECMAScript. C0 controls are for the caller.
pub(crate) fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}')
}

/// `text` on one line, with every sign that is not simply shown in its escaped form: `\n`, `\u{1b}`.
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
