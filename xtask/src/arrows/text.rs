//! The code of a file without comments, the contents of literals, and tests.

/// The code that is built into the library or the command.
pub(super) fn code(source: &str) -> String {
    without_tests(&plain(source))
}

/// The text without comments and the contents of literals.
fn plain(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let is_word = out.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest).filter(|_| !is_word) {
            length
        } else if first == '"' {
            literal(rest, '"')
        } else if first == '\'' && is_character(rest) {
            literal(rest, '\'')
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        };
        out.push(' ');
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The length of a comment that may contain others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a raw string if one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let start = ["r", "br", "cr"].into_iter().find_map(|prefix| {
        let rest = text.strip_prefix(prefix)?;
        let signs = rest.len() - rest.trim_start_matches('#').len();
        rest.get(signs..)?.starts_with('"').then_some((prefix.len() + signs + 1, signs))
    });
    let (start, signs) = start?;
    let end = format!("\"{}", "#".repeat(signs));
    Some(text.get(start..)?.find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// Whether a quote begins a character literal rather than a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

/// The length of a literal between quotes.
fn literal(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            sign if sign == quote => return at + sign.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The code without items that are built only for tests.
fn without_tests(code: &str) -> String {
    const MARKS: [&str; 2] = ["#[cfg(test)]", "#[cfg(all(test"];
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = MARKS.iter().filter_map(|mark| rest.find(mark)).min() {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        rest = marked.get(item(marked)..).unwrap_or_default();
    }
    out + rest
}

/// The length of an item after its attribute: up to its semicolon, or to the end of its braces.
fn item(text: &str) -> usize {
    let start = text.find(']').unwrap_or_default();
    let mut depth = 0;
    for (at, sign) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match sign {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth <= 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> String {
        code(source).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_literals_are_no_code() {
        assert_eq!(words("a // crate::b\nc"), "a c");
        assert_eq!(words("a /* x /* y */ z */ b"), "a b");
        assert_eq!(words(r#"f("crate::a", "\"crate::b")"#), "f( , )");
        assert_eq!(words("r#\"a\" crate::b\"# c"), "c");
        assert_eq!(words("for_r\"a\" b"), "for_r b");
    }

    #[test]
    fn a_quote_is_a_character_or_a_lifetime() {
        assert_eq!(words("'\"' a '\\'' b"), "a b");
        assert_eq!(words("&'a str, 'é', &'b u8"), "&'a str, , &'b u8");
    }

    #[test]
    fn tests_are_left_out() {
        assert_eq!(words("a #[cfg(test)] mod tests { use b; fn c() {} } d"), "a d");
        assert_eq!(words("#[cfg(test)] mod tests; a"), "a");
        assert_eq!(words("#[cfg(all(test, unix))] fn a() { if b {} } c"), "c");
        assert_eq!(words("#[cfg(unix)] a"), "#[cfg(unix)] a");
    }
}
