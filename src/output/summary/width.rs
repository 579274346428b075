//! How many columns of a terminal a text takes.

/// Signs that stand above or below the one before them, or choose its form.
const MARKS: &[(char, char)] = &[
    ('\u{300}', '\u{36f}'),
    ('\u{483}', '\u{489}'),
    ('\u{591}', '\u{5bd}'),
    ('\u{610}', '\u{61a}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{e31}', '\u{e31}'),
    ('\u{e34}', '\u{e3a}'),
    ('\u{e47}', '\u{e4e}'),
    ('\u{1ab0}', '\u{1aff}'),
    ('\u{1dc0}', '\u{1dff}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{fe20}', '\u{fe2f}'),
    ('\u{e0100}', '\u{e01ef}'),
];

/// Signs that take two columns [UAX #11: Wide and Fullwidth], in blocks.
const WIDE: &[(char, char)] = &[
    ('\u{1100}', '\u{115f}'),
    ('\u{2e80}', '\u{303e}'),
    ('\u{3041}', '\u{4dbf}'),
    ('\u{4e00}', '\u{a4cf}'),
    ('\u{a960}', '\u{a97f}'),
    ('\u{ac00}', '\u{d7a3}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe30}', '\u{fe6f}'),
    ('\u{ff01}', '\u{ff60}'),
    ('\u{ffe0}', '\u{ffe6}'),
    ('\u{1f300}', '\u{1f64f}'),
    ('\u{1f680}', '\u{1f6ff}'),
    ('\u{1f900}', '\u{1f9ff}'),
    ('\u{20000}', '\u{3fffd}'),
];

/// The columns of a text without control characters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(of).sum()
}

/// The text in no more than so many columns; where it is cut, a mark of that takes the last one.
pub(super) fn cut(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += of(*c);
        used <= most
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn of(c: char) -> usize {
    let is_in = |blocks: &[(char, char)]| blocks.iter().any(|(first, last)| (*first..=*last).contains(&c));
    match c {
        ..'\u{300}' => 1,
        _ if is_in(MARKS) => 0,
        _ if is_in(WIDE) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_signs_take_two_columns_and_marks_none() {
        assert_eq!(columns("Zürich"), 6);
        assert_eq!(columns("Zu\u{308}rich"), 6);
        assert_eq!(columns("中文カメラ"), 10);
        assert_eq!(columns("📷"), 2);
    }

    #[test]
    fn what_is_too_long_is_cut_between_signs() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("中文中文", 6), "中文…");
        assert_eq!(cut("中文中文", 8), "中文中文");
    }
}
