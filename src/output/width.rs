//! How many columns of a terminal a text takes.

/// Signs that take two columns: those of East Asia that are wide or full-width, and pictures [UAX 11].
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x2e80, 0x303e),
    (0x3041, 0x33ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97c),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe30, 0xfe6f),
    (0xff00, 0xff60),
    (0xffe0, 0xffe6),
    (0x1f300, 0x1f64f),
    (0x1f680, 0x1f6ff),
    (0x1f900, 0x1f9ff),
    (0x20000, 0x3fffd),
];

/// Marks that stand above or below the sign before them.
const MARKS: &[(u32, u32)] = &[
    (0x0300, 0x036f),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x20d0, 0x20ff),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
];

fn of(c: char) -> usize {
    let is_in =
        |ranges: &[(u32, u32)]| ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)));
    match c {
        ' '..='~' => 1,
        _ if is_in(MARKS) => 0,
        _ if is_in(WIDE) => 2,
        _ => 1,
    }
}

/// The columns of a text.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(of).sum()
}

/// The text, cut to so many columns where it is longer; an ellipsis stands for the rest.
pub(crate) fn cut(text: &str, width: usize) -> std::borrow::Cow<'_, str> {
    // A sign takes no more columns than bytes.
    if text.len() <= width || columns(text) <= width {
        return text.into();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += of(*c);
        used <= width
    };
    text.chars().take_while(fits).chain(['…']).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_columns() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("üüüüüü", 6), "üüüüüü");
        assert_eq!(cut("写真写真", 8), "写真写真");
        assert_eq!(cut("写真写真", 6), "写真…");
        assert_eq!(columns("e\u{301}写"), 3);
    }
}
