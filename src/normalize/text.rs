//! Texts: excerpts, trimming, and texts that hold several values.

use super::input::Input;
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::tag::{Tag, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// The part of a text that issues quote: its first 40 characters.
pub(crate) fn excerpt(text: &str) -> &str {
    text.char_indices().nth(40).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Whether a text is only filler: spaces, NULs, colons and dashes.
pub(crate) fn is_void(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\0' | b':' | b'-' | b'\t' | b'\r' | b'\n'))
}

/// Whether a value is empty or only spaces and NULs.
pub(crate) fn is_blank(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.bytes().all(|b| matches!(b, b' ' | b'\0' | b'\t' | b'\r' | b'\n')),
        Value::List(items) => items.iter().all(is_blank),
        _ => false,
    }
}

/// The value as text; `None` if it holds bytes.
pub(crate) fn value_text<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    match value {
        Value::Binary(_) | Value::Unread(_) => None,
        Value::Text(text) => Some(Cow::Borrowed(text)),
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// Text without the NULs and spaces at its end; inner ones are kept.
pub(crate) fn trimmed(text: &str) -> &str {
    // Most texts need no trimming, which their last byte shows.
    match text.as_bytes().last() {
        Some(b' ' | b'\0') => text.trim_end_matches([' ', '\0']),
        _ => text,
    }
}

/// A text to show; `None` if it is empty.
pub(crate) fn text(text: &str) -> Option<FieldValue> {
    let text = trimmed(text);
    (!text.is_empty()).then(|| FieldValue::Text(text.to_owned()))
}

/// The names in one EXIF text, separated by `; `. A name is in quotes if it contains the separator or starts with a
/// quote; quotes inside are doubled [MWG 2.0 5.5].
pub(crate) fn names(text: &str, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<FieldValue> {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() {
        let (name, after) = quoted(rest).unwrap_or_else(|| {
            if rest.starts_with('"') {
                input.issue(IssueCode::UnbalancedQuotes, tag, "is shown as it stands");
            }
            let (name, after) = rest.split_once("; ").unwrap_or((rest.trim_end_matches(';'), ""));
            (name.to_owned(), after)
        });
        if !name.trim().is_empty() {
            names.push(FieldValue::Text(trimmed(&name).to_owned()));
        }
        rest = after;
    }
    (!names.is_empty()).then_some(FieldValue::List(names))
}

/// The keywords in one text, separated as Windows does, without duplicates.
pub(crate) fn keywords(several: &str) -> Option<FieldValue> {
    let mut seen = HashSet::new();
    let words = several.split(';').map(|keyword| keyword.trim_matches([' ', '\0']));
    let words: Vec<FieldValue> = words
        .filter(|keyword| !keyword.is_empty() && seen.insert(*keyword))
        .map(|keyword| FieldValue::Text(keyword.to_owned()))
        .collect();
    (!words.is_empty()).then_some(FieldValue::List(words))
}

/// A quoted name at the start of the text, and what follows its separator.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut name = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None if after.trim().is_empty() => return Some((name, "")),
            None => return Some((name, after.strip_prefix("; ")?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_end_between_characters() {
        assert_eq!(excerpt("short"), "short");
        assert_eq!(excerpt(&"\u{fc}".repeat(41)), "\u{fc}".repeat(40));
    }

    #[test]
    fn only_spaces_and_nuls_at_the_end_are_cut() {
        for (whole, shown) in [("a b", "a b"), (" a \0 ", " a"), ("a\n", "a\n"), ("", ""), (" \0", "")] {
            assert_eq!(trimmed(whole), shown, "{whole:?}");
        }
        assert!(is_blank(&Value::text(" \t\r\n\0")) && !is_blank(&Value::text(" x")));
        assert!(is_blank(&Value::List(vec![])) && !is_blank(&Value::Int(0)));
    }

    #[test]
    fn a_name_in_quotes_may_hold_the_separator() {
        assert_eq!(quoted(r#""Ann; Ben"; Cleo"#), Some(("Ann; Ben".to_owned(), "Cleo")));
        assert_eq!(quoted(r#""Ann ""A"" B""#), Some((r#"Ann "A" B"#.to_owned(), "")));
        assert_eq!(quoted(r#""Ann" Ben"#), None);
        assert_eq!(quoted("Ann"), None);
    }

    #[test]
    fn keywords_of_one_text_are_told_once() {
        let words = keywords("a; b ;;a;\0c").unwrap();
        assert_eq!(words.to_string(), "a, b, c");
        assert!(keywords(" ; ").is_none());
    }
}
