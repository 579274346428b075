//! The types of values [ICC.1:2022 10].

use crate::bytes::{ByteOrder::Big, Bytes};
use crate::context::Context;
use crate::formula::Item;
use crate::layout::format::Format;
use crate::text as letters;
use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;

/// What the bytes of a value are.
#[derive(Clone, Copy)]
pub(super) enum Form<'a> {
    /// A text or numbers, and the bytes that hold them.
    Item(Bytes<'a>, Item<'a>),
    /// A text in several languages.
    Languages,
    /// It is shown by its length: a curve, a table of colours, or a value that is too short for its type.
    Unread,
}

/// The types that are read.
const READ: [&[u8]; 11] =
    [b"desc", b"text", b"data", b"mluc", b"sig ", b"dtim", b"XYZ ", b"sf32", b"uf32", b"ui08", b"ui32"];
/// The same for numbers of 64 bits.
const LONG: &[u8] = b"ui64";

/// The size of the type and of the four reserved bytes after it.
const HEAD: usize = 8;
/// The size of three numbers.
const TRIPLE: usize = 12;

/// Whether values of the type at the start of these bytes are read.
pub(super) fn is_read(bytes: Bytes<'_>) -> bool {
    bytes.len() >= HEAD && READ.iter().chain([&LONG]).any(|name| bytes.starts_with(name))
}

/// What the bytes of a value are.
pub(super) fn form<'a>(bytes: Bytes<'a>, arena: &'a Bump) -> Form<'a> {
    let Some(name) = bytes.get(0, HEAD).and_then(|head| head.get(0, 4)) else { return Form::Unread };
    let rest = bytes.from(HEAD);
    let numbers = |format: Format| {
        let item = format.read(rest, Big, arena);
        // Like ExifTool, show that there is no number.
        Some(Form::Item(rest, if item.is_some() { item } else { Item::Text("") }))
    };
    let form = match name.as_slice() {
        b"desc" => description(rest),
        b"text" => Some(text(rest)),
        // Other flags than 0 say that it is no text [10.7].
        b"data" => rest.be32(0).filter(|flag| *flag == 0).map(|_| text(rest.from(4))),
        b"mluc" => Some(Form::Languages),
        b"sig " => rest.get(0, 4).map(text),
        b"dtim" => moment(rest, arena),
        b"XYZ " => Some(Form::Item(rest, triples(rest, arena))),
        b"sf32" => numbers(Format::Fixed32s),
        b"uf32" => numbers(Format::Fixed32u),
        b"ui08" => numbers(Format::Int8u),
        b"ui32" => numbers(Format::Int32u),
        b"ui64" => numbers(Format::Int64u),
        _ => None,
    };
    form.unwrap_or(Form::Unread)
}

/// A text in UTF-16, up to its first NUL, without a byte order mark.
pub(super) fn utf16<'a>(bytes: Bytes<'a>, cx: &'a Context<'a>) -> &'a str {
    let all = letters::utf16(bytes.as_slice(), Big, cx);
    let end = all.find('\0').unwrap_or(all.len());
    let whole = all.get(..end).unwrap_or_default();
    whole.strip_prefix('\u{feff}').unwrap_or(whole)
}

fn text(bytes: Bytes<'_>) -> Form<'_> {
    Form::Item(bytes, Item::of_bytes(bytes.as_slice()))
}

/// The text in ASCII of a description, up to its first NUL. What follows it repeats it in Unicode [ICC.1:2001-04
/// 6.5.17].
fn description(rest: Bytes<'_>) -> Option<Form<'_>> {
    let length = usize::try_from(rest.be32(0)?).ok()?;
    let all = rest.get(4, length)?;
    let end = memchr::memchr(0, all.as_slice()).unwrap_or(length);
    Some(text(all.up_to(0, end)))
}

/// A date and time [4.2].
fn moment<'a>(rest: Bytes<'a>, arena: &'a Bump) -> Option<Form<'a>> {
    let bytes = rest.get(0, TRIPLE)?;
    let [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map(|at| bytes.be16(at).unwrap_or(0));
    let text = format!("{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}");
    Some(Form::Item(bytes, Item::Text(arena.alloc_str(&text))))
}

/// Colours of three numbers each [10.31].
fn triples<'a>(rest: Bytes<'a>, arena: &'a Bump) -> Item<'a> {
    let mut out = ArenaString::with_capacity_in(2 * TRIPLE, arena);
    for index in 0..rest.len() / TRIPLE {
        let triple = rest.up_to(index * TRIPLE, TRIPLE);
        if index > 0 {
            out.push_str(", ");
        }
        for at in [0, 4, 8] {
            if at > 0 {
                out.push(' ');
            }
            fixed(triple.be32(at).unwrap_or_default().cast_signed(), &mut out);
        }
    }
    Item::Text(out.into_bump_str())
}

/// Writes a number in units of 1/65536 to five decimals, as all numbers of this format are written. Every file with a
/// profile has nine of them that fields need.
fn fixed(number: i32, out: &mut ArenaString<'_>) {
    const DECIMALS: u64 = 100_000;
    let size = (u64::from(number.unsigned_abs()) * DECIMALS + 0x8000) >> 16;
    if number < 0 && size > 0 {
        out.push('-');
    }
    let (whole, rest) = (size / DECIMALS, size % DECIMALS);
    if whole == 0 && (1..10).contains(&rest) {
        digits(rest, 1, out);
        return out.push_str("e-05");
    }
    digits(whole, 1, out);
    if rest > 0 {
        out.push('.');
        digits(rest, 5, out);
        while out.ends_with('0') {
            out.pop();
        }
    }
}

/// Writes a number with at least so many digits.
fn digits(number: u64, least: usize, out: &mut ArenaString<'_>) {
    const MOST: usize = 8;
    let (mut letters, mut rest, mut from) = ([b'0'; MOST], number, MOST);
    for (place, letter) in letters.iter_mut().enumerate().rev() {
        if rest == 0 && MOST - place > least {
            break;
        }
        *letter += u8::try_from(rest % 10).unwrap_or_default();
        (rest, from) = (rest / 10, place);
    }
    // Digits are UTF-8.
    out.push_str(letters.get(from..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"desc"` is a reference
    fn shown(kind: &[u8; 4], rest: &[u8]) -> String {
        let (arena, bytes) = (Bump::new(), [&kind[..], &[0; 4], rest].concat());
        match form(Bytes::new(&bytes, 0), &arena) {
            Form::Item(_, Item::Text(text)) => text.to_owned(),
            Form::Item(_, item) => format!("{item:?}"),
            Form::Languages => "languages".to_owned(),
            Form::Unread => "unread".to_owned(),
        }
    }

    #[test]
    fn texts_of_all_types() {
        assert_eq!(shown(b"desc", b"\0\0\0\x05sRGB\0more"), "sRGB");
        assert_eq!(shown(b"text", b"none"), "none");
        assert_eq!(shown(b"data", b"\0\0\0\0none"), "none");
        assert_eq!(shown(b"data", b"\0\0\0\x01none"), "unread");
        assert_eq!(shown(b"sig ", b"CRT more"), "CRT ");
        assert_eq!(shown(b"dtim", &[7, 0xd0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5]), "2000:01:02 03:04:05");
        assert_eq!(shown(b"mluc", b""), "languages");
    }

    #[test]
    fn numbers_of_all_types() {
        assert_eq!(shown(b"ui08", &[1, 2]), "1 2");
        assert_eq!(shown(b"ui32", &[0; 8]), "0 0");
        assert_eq!(shown(b"sf32", &[0xff, 0xff, 0, 0, 0, 0, 0x80, 0, 9]), "-1 0.5");
        assert_eq!(shown(b"uf32", &[]), "");
        let triple = [[0, 1, 0, 0], [0, 0, 0x80, 0], [0; 4]].concat();
        assert_eq!(shown(b"XYZ ", &triple), "1 0.5 0");
        assert_eq!(shown(b"XYZ ", &[&triple[..], &triple, &[0; 5]].concat()), "1 0.5 0, 1 0.5 0");
        assert_eq!(shown(b"XYZ ", &[0; 8]), "");
    }

    #[test]
    fn numbers_of_colours_are_written_as_all_others() {
        let arena = Bump::new();
        let numbers = [0, 1, 2, 6, 7, 9, 655, 656, 6554, 32_768, 63_190, 65_535, 65_536, 98_304, i32::MAX];
        for number in numbers.into_iter().flat_map(|number| [number, -number]).chain([i32::MIN]) {
            let bytes = number.to_be_bytes();
            let mut out = ArenaString::new_in(&arena);
            fixed(number, &mut out);
            let Item::Real(expected) = Format::Fixed32s.read(Bytes::new(&bytes, 0), Big, &arena) else {
                panic!("{number} is no number")
            };
            assert_eq!(out.as_str(), crate::number::g(expected, 15), "{number}");
        }
    }

    #[test]
    fn what_is_too_short_is_not_read() {
        for (kind, rest) in [
            (b"desc", &b"\0\x0f\xff\xffsRGB"[..]),
            (b"desc", b"\0\0"),
            (b"data", b""),
            (b"sig ", b"abc"),
            (b"dtim", &[0; 11]),
            (b"curv", &[0; 4]),
        ] {
            assert_eq!(shown(kind, rest), "unread", "{kind:?}");
        }
        assert!(matches!(form(Bytes::new(b"text\0\0\0", 0), &Bump::new()), Form::Unread));
    }
}
