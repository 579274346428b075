//! The tags of Matroska: names in capitals with texts [RFC 9559 21, Matroska tag specification].

use crate::context::Context;
use crate::tag::Value;
use std::borrow::Cow;

/// Names that stay as they are.
const ACRONYMS: [&str; 11] =
    ["BPM", "BPS", "FAX", "FPS", "IMDB", "ISBN", "ISRC", "MCDI", "TMDB", "TVDB", "URL"];
/// Names of which another is known.
const OTHERS: [(&str, &str); 2] = [("DATE_DIGITIZED", "CreateDate"), ("DATE_RECORDED", "DateTimeOriginal")];
/// Texts that are lists.
const LISTS: [&str; 2] = ["INSTRUMENTS", "KEYWORDS"];
/// Texts that are dates.
const DATES: [&str; 7] = [
    "DATE_DIGITIZED",
    "DATE_ENCODED",
    "DATE_PURCHASED",
    "DATE_RECORDED",
    "DATE_RELEASED",
    "DATE_TAGGED",
    "DATE_WRITTEN",
];

/// The name of a tag, with its language.
pub(super) fn name(stored: &str, language: Option<&str>) -> String {
    let mut name = match OTHERS.iter().find(|(known, _)| *known == stored) {
        Some((_, name)) => (*name).to_owned(),
        None if ACRONYMS.contains(&stored) => stored.to_owned(),
        None => words(stored),
    };
    if name.len() < 2 {
        name.insert_str(0, "Tag_");
    } else if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        name.insert_str(0, "Tag");
    }
    if let Some(language) = language {
        name.push('-');
        name.push_str(language);
    }
    name
}

/// `NumberOfFrames` of `NUMBER_OF_FRAMES`.
fn words(stored: &str) -> String {
    let mut name = String::new();
    let mut is_start = true;
    let mut letters = stored.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '_' {
            is_start = letters.peek().is_some_and(char::is_ascii_alphabetic);
            if !is_start {
                name.push(letter);
            }
        } else if letter.is_ascii_alphanumeric() {
            name.push(if is_start { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() });
            is_start = false;
        }
    }
    name
}

/// The value of a tag.
pub(super) fn value<'a>(stored: &str, text: &'a str, cx: &'a Context<'a>) -> Value<'a> {
    if LISTS.contains(&stored) {
        let items = text.split(',').map(|item| Value::text(item.trim_start()));
        return Value::List(items.collect());
    }
    match text.split_at_checked(10) {
        Some((date, rest)) if DATES.contains(&stored) => {
            Value::Text(Cow::Borrowed(cx.text(&format!("{}{rest}", date.replace('-', ":")))))
        }
        _ => Value::text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (stored, shown) in [
            ("NUMBER_OF_FRAMES", "NumberOfFrames"),
            ("_STATISTICS_TAGS", "StatisticsTags"),
            ("BPS", "BPS"),
            ("BPS-eng", "Bpseng"),
            ("DATE_RECORDED", "DateTimeOriginal"),
            ("Ab_cd2_3e", "AbCd2_3e"),
            ("1X", "Tag1x"),
            ("a", "Tag_A"),
        ] {
            assert_eq!(name(stored, None), shown);
        }
        assert_eq!(name("TITLE", Some("fre")), "Title-fre");
    }
}
