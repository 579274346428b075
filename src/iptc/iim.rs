//! IPTC-IIM: datasets one after another, each a marker, a record, a number, a length and its bytes [IIM 4.2 1.5].

use super::tables::{DATASET_COUNT, Dataset, Form, Values, dataset};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::tag::{Group, Origin, Sink, Tag, Value};
use crate::text::{self, CharsetRung};
use encoding_rs::Encoding;
use md5::{Digest, Md5};
use std::borrow::Cow;
use std::cell::Cell;

/// What every dataset begins with [IIM 1.5 (a)].
const MARKER: u8 = 0x1c;

/// Decodes a block of datasets. The first one in its standard place also gets its digest, which tells whether the
/// XMP beside it was written from it.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let number = cx.number_iim(block.standard);
    let Some(stored) = block.data.all() else {
        cx.issue("unreadable", Stage::Iptc, Some(block.data.absolute(0)), || "IPTC block");
        return;
    };
    if number == 1 {
        sink.tags.push(digest(stored, cx));
    }
    let data = in_order(stored, cx);
    let mut reader = Iim {
        number,
        standard: block.standard,
        cx,
        declared: None,
        assumed: Cell::new(false),
        places: [0; DATASET_COUNT],
    };
    let mut at = 0;
    for _ in 0..cx.limits.datasets {
        let Some(found) = next_dataset(data, at, cx) else { return };
        at = found.end;
        reader.read(&found, sink);
    }
    cx.issue("too-many-parts", Stage::Iptc, Some(data.absolute(at)), || "datasets beyond the limit");
}

struct Found<'a> {
    record: u8,
    dataset: u8,
    value: Bytes<'a>,
    end: usize,
}

/// The dataset at `at`; `None` at the end of the block, which zeros may fill up, and where it is damaged: there is
/// no way to know where the next one would start.
fn next_dataset<'a>(data: Bytes<'a>, at: usize, cx: &Context<'_>) -> Option<Found<'a>> {
    let header = data.get(at, 5)?;
    if header.u8(0)? != MARKER {
        if data.from(at).as_slice().iter().any(|&byte| byte != 0) {
            cx.issue("bad-marker", Stage::Iptc, Some(header.absolute(0)), || "no dataset starts here");
        }
        return None;
    }
    let (start, length) = length(data, at, header.be16(3)?).or_else(|| {
        cx.issue("bad-length", Stage::Iptc, Some(header.absolute(3)), || "extended length of a dataset");
        None
    })?;
    let Some(value) = data.get(start, length) else {
        cx.issue("truncated", Stage::Iptc, Some(header.absolute(0)), || {
            format!("a dataset of {length} bytes has {}", data.from(start).len())
        });
        return None;
    };
    Some(Found { record: header.u8(1)?, dataset: header.u8(2)?, value, end: start.checked_add(length)? })
}

/// Where the bytes of the dataset at `at` start, and how many they are.
///
/// Below 32768 the length stands in its two bytes; above, these say in how many bytes after them [IIM 1.5 (d)].
fn length(data: Bytes<'_>, at: usize, field: u16) -> Option<(usize, usize)> {
    let start = at.checked_add(5)?;
    if field & 0x8000 == 0 {
        return Some((start, usize::from(field)));
    }
    let count = usize::from(field & 0x7fff);
    let length = usize::try_from(big_endian(data.get(start, count)?.as_slice())?).ok()?;
    Some((start.checked_add(count)?, length))
}

/// Up to eight bytes as a number.
fn big_endian(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

/// The MD5 of the block exactly as it is stored.
fn digest<'a>(stored: Bytes<'a>, cx: &'a Context<'a>) -> Tag<'a> {
    let text = text::hex(&Md5::digest(stored.as_slice()), cx);
    Tag {
        group: Group::Other(Cow::Borrowed("File")),
        name: Cow::Borrowed("CurrentIPTCDigest"),
        lang: None,
        value: Value::text(text),
        raw: None,
        stored: None,
        source: Origin { block: BlockKind::Iim, offset: stored.absolute(0), standard: true },
    }
}

/// The block with its words turned, where a writer stored it as TIFF LONGs of the other byte order: then the first
/// marker is the fourth byte.
fn in_order<'a>(stored: Bytes<'a>, cx: &'a Context<'a>) -> Bytes<'a> {
    if stored.u8(0) == Some(MARKER) || stored.u8(3) != Some(MARKER) {
        return stored;
    }
    cx.issue(
        "byte-swapped",
        Stage::Iptc,
        Some(stored.absolute(0)),
        || "IPTC stored as words of the other order",
    );
    if cx.spend(stored.len() as u64).is_none() {
        return stored;
    }
    let turned = cx.arena.alloc_slice_copy(stored.as_slice());
    for word in turned.chunks_exact_mut(4) {
        word.reverse();
    }
    Bytes::new(turned, stored.absolute(0))
}

/// What is known of a block while its datasets are read.
struct Iim<'a> {
    number: u16,
    standard: bool,
    cx: &'a Context<'a>,
    /// The character set that 1:90 names for what follows it.
    declared: Option<&'static Encoding>,
    /// Whether it was told that a character set was assumed.
    assumed: Cell<bool>,
    /// For each row of the table the place of its tag in the sink, counted from 1.
    places: [u32; DATASET_COUNT],
}

impl<'a> Iim<'a> {
    fn read(&mut self, found: &Found<'a>, sink: &mut Sink<'a>) {
        let Some((row, dataset)) = dataset(found.record, found.dataset) else { return };
        if dataset.form == Form::Charset {
            self.declared = text::iso2022(found.value.as_slice());
        }
        let (value, raw) = self.value(dataset, found.value);
        let source =
            Origin { block: BlockKind::Iim, offset: found.value.absolute(0), standard: self.standard };
        let Some(place) = self.places.get_mut(row) else { return };
        match sink.tags.get_mut((*place as usize).wrapping_sub(1)) {
            Some(Tag { value: Value::List(items), .. }) => items.push(value),
            // Of a dataset that must not be repeated the last one counts.
            Some(tag) => (tag.value, tag.raw, tag.source) = (value, raw, source),
            None => {
                let value = if dataset.list { Value::List(vec![value]) } else { value };
                sink.tags.push(Tag {
                    group: Group::Iptc(self.number),
                    name: Cow::Borrowed(dataset.name),
                    lang: None,
                    value,
                    raw,
                    stored: None,
                    source,
                });
                *place = u32::try_from(sink.tags.len()).unwrap_or(0);
            }
        }
    }

    /// The value as it is read and, where that differs, as it is stored.
    fn value(&self, dataset: &Dataset, bytes: Bytes<'a>) -> (Value<'a>, Option<Value<'a>>) {
        match dataset.form {
            Form::Binary => (Value::Binary(Cow::Borrowed(bytes.as_slice())), None),
            // Numbers are as long as the writer made them; longer ones than any number are text of some editor.
            Form::Int | Form::Hex if bytes.len() <= 8 => self.number(dataset, bytes),
            Form::Date => (Value::text(date(self.text(bytes), self.cx)), None),
            Form::Time => (Value::text(time(self.text(bytes), self.cx)), None),
            Form::Charset => {
                let raw = self.text(bytes);
                (Value::text(charset(raw, self.cx)), Some(Value::text(raw)))
            }
            Form::PictureNumber => {
                let raw = Value::text(self.text(bytes));
                (Value::text(self.picture_number(dataset, bytes)), Some(raw))
            }
            Form::Int | Form::Hex | Form::Text => {
                let raw = self.text(bytes);
                match dataset.values {
                    Values::Plain => (Value::text(raw), None),
                    set => match set.text(raw) {
                        Some(meaning) => (Value::text(meaning), Some(Value::text(raw))),
                        None => {
                            let unknown = text::join(&["Unknown (", raw, ")"], self.cx);
                            (Value::text(unknown), Some(Value::text(raw)))
                        }
                    },
                }
            }
        }
    }

    fn number(&self, dataset: &Dataset, bytes: Bytes<'a>) -> (Value<'a>, Option<Value<'a>>) {
        let number = big_endian(bytes.as_slice()).unwrap_or_default();
        let raw = match i64::try_from(number) {
            Ok(number) => Value::Int(number),
            Err(_) => Value::text(self.cx.text(&number.to_string())),
        };
        if matches!(dataset.values, Values::Plain) {
            return (raw, None);
        }
        let meaning = i64::try_from(number).ok().and_then(|number| dataset.values.number(number));
        let meaning = meaning.unwrap_or_else(|| match dataset.form {
            Form::Hex => self.cx.text(&format!("Unknown ({number:#x})")),
            _ => self.cx.text(&format!("Unknown ({number})")),
        });
        (Value::text(meaning), Some(raw))
    }

    /// The text of a dataset without the NULs that some writers end or fill it with.
    fn text(&self, bytes: Bytes<'a>) -> &'a str {
        let trimmed = text::trim_nuls(bytes.as_slice());
        if trimmed.is_ascii() {
            let text = std::str::from_utf8(trimmed).unwrap_or_default();
            return self.without_nuls(text);
        }
        let (text, rung) = text::decode(trimmed, self.declared, self.cx);
        if rung != CharsetRung::Declared && !self.assumed.replace(true) {
            self.cx.issue("charset-assumed", Stage::Iptc, Some(bytes.absolute(0)), || match rung {
                CharsetRung::Utf8 => "no character set is declared; the bytes are valid UTF-8".to_owned(),
                _ => format!("read as {}", self.cx.fallback_charset.name()),
            });
        }
        self.without_nuls(text)
    }

    fn without_nuls(&self, text: &'a str) -> &'a str {
        if !text.contains('\0') || self.cx.spend(text.len() as u64).is_none() {
            return text;
        }
        self.cx.text(&text.replace('\0', ""))
    }

    /// Manufacturer, device, date and running number [IIM 3:10].
    fn picture_number(&self, dataset: &Dataset, bytes: Bytes<'a>) -> &'a str {
        let bytes = Bytes::new(text::trim_nuls(bytes.as_slice()), bytes.absolute(0));
        let parts = (bytes.be16(0), bytes.be32(2), bytes.get(6, 8), bytes.be16(14));
        let (Some(maker), Some(device), Some(day), Some(number)) = parts else { return "<format error>" };
        let day = date(text::decode(day.as_slice(), None, self.cx).0, self.cx);
        let name = dataset.values.number(i64::from(maker)).map(|name| format!(" ({name})"));
        let name = name.unwrap_or_default();
        self.cx.text(&format!("{maker}{name}, equip {device}, {day}, no. {number}"))
    }
}

/// `CCYYMMDD` [IIM 2:55] with colons, whatever stands before it or instead of them.
fn date<'a>(text: &'a str, cx: &'a Context<'a>) -> &'a str {
    let between = |text: &'a str| text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let parts = || {
        let (rest, day) = digits_at_end(text, 2)?;
        let (rest, month) = digits_at_end(between(rest), 2)?;
        let (rest, year) = digits_at_end(between(rest), 4)?;
        Some([rest, year, ":", month, ":", day])
    };
    parts().map_or(text, |parts| text::join(&parts, cx))
}

fn digits_at_end(text: &str, count: usize) -> Option<(&str, &str)> {
    let (rest, digits) = text.split_at_checked(text.len().checked_sub(count)?)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some((rest, digits))
}

/// `HHMMSS±HHMM` [IIM 2:60] with colons, in the offset too; spaces become colons.
fn time<'a>(text: &'a str, cx: &'a Context<'a>) -> &'a str {
    let clock = text.split_at_checked(6).filter(|(clock, _)| clock.bytes().all(|byte| byte.is_ascii_digit()));
    let (clock, rest) = clock.unwrap_or(("", text));
    let (hours, clock) = clock.split_at_checked(2).unwrap_or_default();
    let (minutes, seconds) = clock.split_at_checked(2).unwrap_or_default();
    let colon = if hours.is_empty() { "" } else { ":" };
    let offset = digits_at_end(rest, 4).filter(|(before, _)| before.ends_with(['+', '-']));
    let (rest, offset_minutes) = if offset.is_some() {
        rest.split_at_checked(rest.len() - 2).unwrap_or((rest, ""))
    } else {
        (rest, "")
    };
    let offset_colon = if offset_minutes.is_empty() { "" } else { ":" };
    let joined = if colon.is_empty() && offset_colon.is_empty() {
        text
    } else {
        text::join(&[hours, colon, minutes, colon, seconds, rest, offset_colon, offset_minutes], cx)
    };
    if joined.contains(' ') { cx.text(&joined.replace(' ', ":")) } else { joined }
}

/// The escapes of 1:90 for people: `UTF8`, else character by character.
fn charset<'a>(escapes: &'a str, cx: &'a Context<'a>) -> &'a str {
    if escapes == "\x1b%G" {
        return "UTF8";
    }
    let mut shown = String::new();
    for (at, c) in escapes.chars().enumerate() {
        match c {
            '\x1b' => shown.push_str(if at == 0 { "ESC" } else { ", ESC" }),
            _ if at == 0 => shown.push(c),
            _ => shown.extend([' ', c]),
        }
    }
    cx.text(&shown)
}
