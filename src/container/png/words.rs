//! The texts of a PNG as tags: the names that keywords become, their languages, and their dates [PNG3 11.3.3].

use super::super::contents::Contents;
use super::chunk::Chunk;
use super::facts::push;
use crate::tag::Value;
use crate::text;
use bumpalo::Bump;
use bumpalo::collections::String as Text;
use std::borrow::Cow;

/// The keywords of the standard and of well-known programs. Only these have languages, and some another name.
const KNOWN: [(&[u8], &str); 22] = [
    (b"Artist", ""),
    (b"Author", ""),
    (b"Collection", ""),
    (b"Comment", ""),
    (b"Copyright", ""),
    (b"Creation Time", ""),
    (b"Description", ""),
    (b"Disclaimer", ""),
    (b"Document", ""),
    (b"Label", ""),
    (b"Make", ""),
    (b"Model", ""),
    (b"Software", ""),
    (b"Source", ""),
    (b"TimeStamp", ""),
    (b"Title", ""),
    (b"URL", ""),
    (b"Warning", "PNGWarning"),
    (b"aesthetic_score", "AestheticScore"),
    (b"create-date", "CreateDate"),
    (b"modify-date", "ModDate"),
    (b"parameters", ""),
];

/// The keywords of texts that carry fields, which are read even if tags are not shown: those that
/// `src/normalize/properties.tsv` names, and what image generators write.
const FIELDS: [&[u8]; 14] = [
    b"Artist",
    b"Author",
    b"Comment",
    b"Copyright",
    b"Creation Time",
    b"Description",
    b"Make",
    b"Model",
    b"Software",
    b"Title",
    b"create-date",
    b"parameters",
    b"prompt",
    b"workflow",
];

/// Whether a text with this keyword may carry a field. Names of tags begin each word with a capital, so that case does not
/// count here.
pub(super) fn carries_field(keyword: &[u8]) -> bool {
    let letters =
        |text: &'_ [u8]| text.iter().filter(|byte| **byte != b' ').map(u8::to_ascii_lowercase).collect();
    let keyword: Vec<u8> = letters(keyword);
    FIELDS.iter().any(|known| keyword == letters(known))
}

/// Adds the tag of a text. `language` is what an iTXt chunk says of it.
pub(super) fn push_text<'a>(
    chunk: &Chunk<'a, '_>,
    keyword: &[u8],
    language: &[u8],
    content: &'a [u8],
    out: &mut Contents<'a>,
) {
    let arena = chunk.cx.arena;
    let known = KNOWN.iter().find(|(known, _)| *known == keyword);
    let mut name = name(keyword, arena);
    if let Some((_, other)) = known.filter(|(_, other)| !other.is_empty()) {
        name = Text::from_str_in(other, arena);
    }
    if known.is_some() {
        add_language(&mut name, language);
    }
    // Only iTXt is in UTF-8 [PNG3 11.3.3.4]; what is called Latin-1 is in practice its superset by Windows.
    let content = match chunk.kind {
        b"iTXt" => content,
        _ => text::with(content, encoding_rs::WINDOWS_1252, chunk.cx).as_bytes(),
    };
    let shown = text::marked(content, arena);
    let date = match keyword {
        b"Creation Time" => mail_date(shown),
        b"create-date" | b"modify-date" => iso_date(shown),
        _ => None,
    };
    let value = Value::Text(date.map_or(Cow::Borrowed(shown), Cow::Owned));
    push(chunk, name.into_bump_str(), value, out);
}

/// Adds a tag that is shown by its length: a text that cannot be read.
pub(super) fn push_unread<'a>(
    chunk: &Chunk<'a, '_>,
    (keyword, language): (&[u8], &[u8]),
    length: usize,
    out: &mut Contents<'a>,
) {
    // A profile has no language.
    let profile = keyword.strip_prefix(super::keyword::RAW_PROFILE).filter(|_| language.is_empty());
    let name = match profile {
        Some(b"exif") => "EXIF_Profile",
        Some(b"APP1") => "APP1_Profile",
        Some(b"iptc") => "IPTC_Profile",
        Some(b"8bim") => "Photoshop_Profile",
        Some(b"xmp") => "XMP_Profile",
        Some(b"icc" | b"icm") => "ICC_Profile",
        _ => name(keyword, chunk.cx.arena).into_bump_str(),
    };
    push(chunk, name, Value::Unread(length as u64), out);
}

/// The name of a keyword: its words begin with capitals and are joined, and other characters than those of names are
/// left out. What does not begin like a name is marked as a tag.
fn name<'a>(keyword: &[u8], arena: &'a Bump) -> Text<'a> {
    let mut name = Text::new_in(arena);
    let mut is_start = true;
    for letter in keyword.iter().map(|byte| char::from(*byte)) {
        if letter.is_ascii_whitespace() {
            is_start = true;
        } else if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') {
            let is_first = is_start || name.is_empty();
            name.push(if is_first { letter.to_ascii_uppercase() } else { letter });
            is_start = false;
        }
    }
    if name.len() < 2 || !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        name.insert_str(0, "Tag");
    }
    name
}

/// Appends a language in its usual form: `-fr`, `-fr-CA`.
fn add_language(name: &mut Text<'_>, language: &[u8]) {
    if language.is_empty() {
        return;
    }
    let is_kept = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
    let letters = language.iter().map(|byte| char::from(*byte).to_ascii_lowercase());
    let mut clean: String =
        letters.map(|letter| if letter == '_' { '-' } else { letter }).filter(is_kept).collect();
    if let (5, Some((language, country))) = (clean.len(), clean.split_once('-'))
        && country.len() == 2
    {
        clean = format!("{language}-{}", country.to_ascii_uppercase());
    }
    name.push('-');
    name.push_str(&clean);
}

/// A date as mail has it [RFC 5322 3.3], which the standard recommends, in the form of the other dates.
fn mail_date(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_ascii_whitespace();
    let mut word = words.next()?;
    if !word.starts_with(|letter: char| letter.is_ascii_digit()) {
        word = words.next()?;
    }
    let day: u8 = word.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = words.next().filter(|year| matches!(year.len(), 2 | 4))?;
    let century = match year.len() {
        2 => {
            if year < "70" {
                2000
            } else {
                1900
            }
        }
        _ => 0,
    };
    let year = century + year.parse::<u16>().ok()?;
    let mut time = words.next()?.split(':');
    let [hour, minute, second] = [time.next(), time.next(), Some(time.next().unwrap_or("00"))];
    let [hour, minute, second]: [u8; 3] = [hour?.parse().ok()?, minute?.parse().ok()?, second?.parse().ok()?];
    let zone = words.next().map(zone).unwrap_or_default();
    Some(format!("{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}{zone}"))
}

/// A time zone: `+0800`, or one of the names that mail allows [RFC 5322 4.3].
fn zone(word: &str) -> String {
    const NAMES: [(&str, i8); 11] = [
        ("EDT", -4),
        ("EST", -5),
        ("CDT", -5),
        ("CST", -6),
        ("MDT", -6),
        ("MST", -7),
        ("PDT", -7),
        ("PST", -8),
        ("GMT", 0),
        ("UT", 0),
        ("Z", 0),
    ];
    if let Some((_, hours)) = NAMES.iter().find(|(name, _)| *name == word) {
        let sign = if *hours < 0 { '-' } else { '+' };
        return format!("{sign}{:02}:00", hours.unsigned_abs());
    }
    match word.split_at_checked(3) {
        Some((hours, minutes))
            if word.len() == 5
                && hours.starts_with(['+', '-'])
                && word.bytes().skip(1).all(|byte| byte.is_ascii_digit()) =>
        {
            format!("{hours}:{minutes}")
        }
        _ => String::new(),
    }
}

/// A date with hyphens [ISO 8601], in the form of the other dates.
fn iso_date(text: &str) -> Option<String> {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if !(0..4).all(is_digit) || text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let end = text.find(|letter: char| letter != '-' && !letter.is_ascii_digit()).unwrap_or(text.len());
    let (date, time) = text.split_at_checked(end)?;
    let date = date.replace('-', ":");
    let is_whole = date.len() == 10 && time.as_bytes().get(3) == Some(&b':');
    Some(match time.strip_prefix('T').filter(|_| is_whole) {
        Some(time) => format!("{date} {time}"),
        None => format!("{date}{time}"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::file::FORMAT;
    use super::super::file::tests::{chunk, deflated, png};
    use super::*;
    use crate::container::testing::{every_flip, every_prefix, read};

    #[test]
    fn texts_become_tags() {
        let file = png(&[
            chunk(b"tEXt", b"Title\0caf\xe9"),
            chunk(b"tEXt", b"Software\0first"),
            chunk(b"tEXt", b"Software\0second"),
            chunk(b"tEXt", b"create-date\x002020-01-02T03:04:05Z"),
            chunk(b"zTXt", &[&b"my key\0\0"[..], &deflated(b"deflated")].concat()),
            chunk(b"zTXt", b"Damaged\0\0nothing"),
            chunk(b"iTXt", "Title\0\0\0fr\0Titre\0th\u{e9}".as_bytes()),
            chunk(b"tEXt", b"no keyword"),
            chunk(b"tEXt", b"Raw profile type foo\0\nfoo\n 1\n00"),
        ]);
        let found = read(&FORMAT, &file);
        let expected = [
            ("Title", "caf\u{e9}"),
            ("Software", "second"),
            ("CreateDate", "2020:01:02 03:04:05Z"),
            ("MyKey", "deflated"),
            ("Damaged", "(Binary data 8 bytes, use -b option to extract)"),
            ("Title-fr", "th\u{e9}"),
            ("TextualData", "(Binary data 10 bytes, use -b option to extract)"),
            ("RawProfileTypeFoo", "(Binary data 10 bytes, use -b option to extract)"),
        ];
        assert_eq!(found.shown(), expected);
        assert_eq!(found.issues, ["bad-compression"]);
        every_prefix(&FORMAT, &file);
        every_flip(&FORMAT, &file);
    }

    #[test]
    fn names_of_keywords() {
        let arena = Bump::new();
        let named = |keyword: &[u8]| name(keyword, &arena).into_bump_str();
        assert_eq!(named(b"Creation Time"), "CreationTime");
        assert_eq!(named(b"Thumb::Image::height"), "ThumbImageheight");
        assert_eq!(named(b"date:create"), "Datecreate");
        assert_eq!(named(b"foo bar9 z"), "FooBar9Z");
        assert_eq!(named(b"(x) y"), "XY");
        assert_eq!(named(b"x"), "TagX");
        assert_eq!(named(b"9nine"), "Tag9nine");
        assert_eq!(named(b"\xe9"), "Tag");
    }

    #[test]
    fn languages_in_their_usual_form() {
        let arena = Bump::new();
        for (stored, shown) in
            [("FR-ca", "T-fr-CA"), ("x-default", "T-x-default"), ("en_US", "T-en-US"), ("", "T")]
        {
            let mut name = Text::from_str_in("T", &arena);
            add_language(&mut name, stored.as_bytes());
            assert_eq!(name, shown);
        }
    }

    #[test]
    fn every_text_that_is_named_as_a_source_is_read() {
        let table = include_str!("../../normalize/properties.tsv");
        let arena = Bump::new();
        let mut named: Vec<&str> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split(['\t', ' ']))
            .filter_map(|word| word.strip_prefix("PNG:"))
            .collect();
        let shown = |keyword: &&[u8]| match KNOWN.iter().find(|(known, _)| known == keyword) {
            Some((_, other)) if !other.is_empty() => Text::from_str_in(other, &arena),
            _ => name(keyword, &arena),
        };
        let mut read: Vec<Text<'_>> = FIELDS.iter().map(shown).collect();
        named.sort_unstable();
        read.sort_unstable();
        assert_eq!(read, named);
    }

    #[test]
    fn dates_of_mail() {
        let date = |text| mail_date(text).unwrap_or_default();
        assert_eq!(date("Tue, 23 Aug 2005 20:57:58 +0800"), "2005:08:23 20:57:58+08:00");
        assert_eq!(date("1 Jan 99 00:08:50 GMT"), "1999:01:01 00:08:50+00:00");
        assert_eq!(date("Fri, 1 Jan 1999 00:08 EST"), "1999:01:01 00:08:00-05:00");
        assert_eq!(date("23 Aug 2005 20:57:58"), "2005:08:23 20:57:58");
        assert_eq!(date("Tue, 23 August 2005 20:57:58"), "");
        assert_eq!(date("2005:08:23 20:57:58"), "");
    }

    #[test]
    fn dates_with_hyphens() {
        let date = |text| iso_date(text).unwrap_or_default();
        assert_eq!(date("2005-08-23T20:57:58.5+02:00"), "2005:08:23 20:57:58.5+02:00");
        assert_eq!(date("2005-08"), "2005:08");
        assert_eq!(date("2005-8-3T2:7:8"), "2005:8:3T2:7:8");
        assert_eq!(date(" 2005-08-23"), "");
    }
}
