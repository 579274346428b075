//! Decodes a block of IPTC-IIM into tags, one for each dataset [IIM 4.2].

use super::datasets::{DatasetFault, Datasets, MARKER, RawDataset, big_endian};
use super::digest;
use super::forms::{charset, date, prefs, time};
use super::tables::{DATASET_COUNT, Dataset, Form, dataset};
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::charset::CharsetRung;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::sink::Sink;
use crate::slots::{self, Places};
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;
use std::cell::Cell;

/// Decodes a block of datasets. The first block in the standard place also gets a digest tag, which shows whether the
/// XMP beside the block was written from it.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let number = sink.iim_numbers.next(block.standard);
    let Some(stored) = block.data.all() else {
        cx.issue(IssueCode::Unreadable, Stage::Iptc, Some(block.data.absolute(0)), || "IPTC block");
        return;
    };
    if number == 1 {
        digest::add(stored, cx, sink);
    }
    let data = in_order(stored, cx);
    let mut reader = Iim {
        number,
        standard: block.standard,
        cx,
        declared: None,
        charset: Cell::default(),
        assumed: Cell::new(false),
        places: Places::new(cx.slots(DATASET_COUNT)),
    };
    let mut datasets = Datasets::new(data);
    for _ in 0..cx.limits.datasets {
        match datasets.next() {
            Some(Ok(dataset)) => reader.read(&dataset, sink),
            Some(Err(fault)) => return report(fault, datasets.rest(), cx),
            None => return,
        }
    }
    let at = Some(datasets.rest().absolute(0));
    cx.issue(IssueCode::TooManyParts, Stage::Iptc, at, || "datasets beyond the limit");
}

/// Reports why the datasets end before the block does. Padding of zeros is not reported.
fn report(fault: DatasetFault, rest: Bytes<'_>, cx: &Context<'_>) {
    let issue = |code, at, what: &str| cx.issue(code, Stage::Iptc, Some(rest.absolute(at)), || what);
    match fault {
        DatasetFault::InHeader => {}
        DatasetFault::NoMarker => {
            if rest.as_slice().iter().any(|&byte| byte != 0) {
                issue(IssueCode::BadMarker, 0, "no dataset starts here");
            }
        }
        DatasetFault::BadLength => issue(IssueCode::BadLength, 3, "extended length of a dataset"),
        DatasetFault::Truncated(length, there) => {
            issue(IssueCode::Truncated, 0, &format!("a dataset of {length} bytes has {there}"));
        }
    }
}

/// The block in the right byte order. Some writers store it as TIFF LONGs in the other byte order, so that the first
/// marker is the fourth byte.
fn in_order<'a>(stored: Bytes<'a>, cx: &'a Context<'a>) -> Bytes<'a> {
    if stored.u8(0) == Some(MARKER) || stored.u8(3) != Some(MARKER) {
        return stored;
    }
    cx.issue(
        IssueCode::ByteSwapped,
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

/// The state of a block while its datasets are read.
struct Iim<'a> {
    number: u16,
    standard: bool,
    cx: &'a Context<'a>,
    /// The character set that 1:90 declares for the datasets after it.
    declared: Option<&'static Encoding>,
    /// How the character set of the current dataset was determined, unless its text is ASCII.
    charset: Cell<Option<CharsetRung>>,
    /// Whether an issue has reported that a character set was assumed.
    assumed: Cell<bool>,
    /// The position in the sink of the tag for each row of the table.
    places: Places<'a>,
}

impl<'a> Iim<'a> {
    fn read(&mut self, found: &RawDataset<'a>, sink: &mut Sink<'a>) {
        let Some((row, dataset)) = dataset(found.record, found.number) else { return };
        if dataset.form == Form::Charset {
            self.declared = text::iso2022(found.value.as_slice());
        }
        let (value, raw) = self.value(dataset, found.value);
        let source = Origin {
            block: BlockKind::Iim,
            offset: found.value.absolute(0),
            standard: self.standard,
            charset: self.charset.take(),
        };
        match slots::at(self.places.place(row), &mut sink.tags) {
            Some(Tag { value: Value::List(items), source: first, .. }) => {
                items.push(value);
                first.charset = first.charset.or(source.charset);
            }
            // If a dataset is repeated although it must not be, the last one counts.
            Some(tag) => (tag.value, tag.raw, tag.source) = (value, raw, source),
            None => {
                let value = if dataset.list { Value::List(vec![value]) } else { value };
                let tag = Tag::new(Group::Iptc(self.number), dataset.name, value, raw, source);
                self.places.push(row, tag, &mut sink.tags);
            }
        }
    }

    /// The printed value and, if it differs, the stored value.
    fn value(&self, dataset: &Dataset, bytes: Bytes<'a>) -> (Value<'a>, Option<Value<'a>>) {
        match dataset.form {
            Form::Binary => (Value::Binary(Cow::Borrowed(bytes.as_slice())), None),
            // Writers choose the size of a number. If it is larger than any integer type, an editor wrote it as text.
            Form::Int | Form::Hex if bytes.len() <= 8 => self.number(dataset, bytes),
            Form::Date => (Value::text(date(self.text(bytes), self.cx)), None),
            Form::Time => (Value::text(time(self.text(bytes), self.cx)), None),
            Form::Charset => {
                let raw = self.text(bytes);
                (Value::text(charset(raw, self.cx)), Some(Value::text(raw)))
            }
            Form::History => {
                let bytes = Bytes::new(text::trim_nuls(bytes.as_slice()), bytes.absolute(0));
                (Value::text(self.lines(bytes)), None)
            }
            Form::Prefs => {
                let raw = self.text(bytes);
                match prefs(raw, self.cx) {
                    Some(shown) => (Value::text(shown), Some(Value::text(raw))),
                    None => (Value::text(raw), None),
                }
            }
            Form::PictureNumber => {
                let raw = Value::text(self.text(bytes));
                (Value::text(self.picture_number(dataset, bytes)), Some(raw))
            }
            Form::Int | Form::Hex | Form::Text => {
                let raw = self.text(bytes);
                if dataset.codes.is_empty() {
                    return (Value::text(raw), None);
                }
                let unknown = || text::join(&["Unknown (", raw, ")"], self.cx);
                let meaning = dataset.codes.text(raw).unwrap_or_else(unknown);
                (Value::text(meaning), Some(Value::text(raw)))
            }
        }
    }

    fn number(&self, dataset: &Dataset, bytes: Bytes<'a>) -> (Value<'a>, Option<Value<'a>>) {
        let number = big_endian(bytes.as_slice()).unwrap_or_default();
        let raw = match i64::try_from(number) {
            Ok(number) => Value::Int(number),
            Err(_) => Value::text(self.cx.text(&number.to_string())),
        };
        if dataset.codes.is_empty() {
            return (raw, None);
        }
        let meaning = i64::try_from(number).ok().and_then(|number| dataset.codes.number(number));
        let meaning = meaning.unwrap_or_else(|| match dataset.form {
            Form::Hex => self.cx.text(&format!("Unknown ({number:#x})")),
            _ => self.cx.text(&format!("Unknown ({number})")),
        });
        (Value::text(meaning), Some(raw))
    }

    /// The text of a dataset, without the NULs with which some writers end or pad it.
    ///
    /// NULs inside the text are skipped. In character sets other than UTF-8 the first NUL ends the text, as it does in
    /// other readers.
    fn text(&self, bytes: Bytes<'a>) -> &'a str {
        let trimmed = text::trim_nuls(bytes.as_slice());
        if trimmed.is_ascii() {
            return self.without_nuls(std::str::from_utf8(trimmed).unwrap_or_default());
        }
        let place = (Stage::Iptc, bytes.absolute(0));
        let (text, rung) = text::decode(trimmed, self.declared, place, self.cx);
        self.charset.set(Some(rung));
        if rung != CharsetRung::Declared && !self.assumed.replace(true) {
            self.cx.issue(IssueCode::CharsetAssumed, Stage::Iptc, Some(bytes.absolute(0)), || match rung {
                CharsetRung::Utf8 => "no character set is declared; the bytes are UTF-8".to_owned(),
                _ => format!("read as {}", self.cx.fallback_charset.name()),
            });
        }
        if self.declared == Some(UTF_8) {
            return self.without_nuls(text);
        }
        text.split_once('\0').map_or(text, |(before, _)| before)
    }

    /// Texts separated by NULs, printed one per line.
    fn lines(&self, bytes: Bytes<'a>) -> &'a str {
        if memchr::memchr(0, bytes.as_slice()).is_none() || self.cx.spend(bytes.len() as u64).is_none() {
            return self.text(bytes);
        }
        let mut lines = bytes.as_slice().to_vec();
        lines.dedup_by(|next, last| (*next, *last) == (0, 0));
        lines.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = b'\n');
        self.text(Bytes::new(self.cx.arena.alloc_slice_copy(&lines), bytes.absolute(0)))
    }

    fn without_nuls(&self, text: &'a str) -> &'a str {
        if !text.contains('\0') || self.cx.spend(text.len() as u64).is_none() {
            return text;
        }
        self.cx.text(&text.replace('\0', ""))
    }

    /// The manufacturer, the device, the date and the running number [IIM 3:10].
    fn picture_number(&self, dataset: &Dataset, bytes: Bytes<'a>) -> &'a str {
        let bytes = Bytes::new(text::trim_nuls(bytes.as_slice()), bytes.absolute(0));
        let parts = (bytes.be16(0), bytes.be32(2), bytes.get(6, 8), bytes.be16(14));
        let (Some(maker), Some(device), Some(day), Some(number)) = parts else { return "<format error>" };
        let place = (Stage::Iptc, day.absolute(0));
        let day = date(text::decode(day.as_slice(), None, place, self.cx).0, self.cx);
        let name = dataset.codes.number(i64::from(maker)).map(|name| format!(" ({name})"));
        let name = name.unwrap_or_default();
        self.cx.text(&format!("{maker}{name}, equip {device}, {day}, no. {number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Issue;
    use crate::limits::Limits;
    use crate::source::View;
    use bumpalo::Bump;
    use encoding_rs::WINDOWS_1252;

    fn dataset(record: u8, number: u8, value: &[u8]) -> Vec<u8> {
        let mut bytes = vec![MARKER, record, number];
        bytes.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        bytes.extend(value);
        bytes
    }

    fn decoded(blocks: &[(&[u8], bool)], limits: &Limits) -> (Vec<Tag<'static>>, Vec<Issue>) {
        let arena = Bump::new();
        let cx = Context::new(limits, &arena, WINDOWS_1252);
        let mut sink = Sink::default();
        for &(bytes, standard) in blocks {
            let data = View::memory(Bytes::new(bytes, 0));
            decode(&Block { standard, ..Block::new(BlockKind::Iim, data) }, &cx, &mut sink);
        }
        let tags = sink.tags.into_iter().map(Tag::into_owned).collect();
        (tags, cx.take_issues())
    }

    /// The tags as `group:name=value`, without the digest tag.
    fn tags(bytes: &[u8]) -> Vec<String> {
        let (tags, _) = decoded(&[(bytes, true)], &Limits::default());
        tags.iter().skip(1).map(|tag| format!("{}:{}={}", tag.group, tag.name, tag.value)).collect()
    }

    fn codes(bytes: &[u8]) -> Vec<&'static str> {
        decoded(&[(bytes, true)], &Limits::default())
            .1
            .iter()
            .filter_map(|issue| issue.code.known())
            .collect()
    }

    /// The value and the raw value of one dataset.
    fn one(record: u8, number: u8, value: &[u8]) -> (String, String) {
        let (tags, _) = decoded(&[(&dataset(record, number, value), false)], &Limits::default());
        let tag = tags.first().unwrap();
        (tag.value.to_string(), tag.raw().to_string())
    }

    fn shown(record: u8, number: u8, value: &[u8]) -> String {
        one(record, number, value).0
    }

    #[test]
    fn lists_grow_and_others_are_replaced() {
        let block = [
            dataset(2, 25, b"a"),
            dataset(2, 5, b"one"),
            dataset(2, 25, b"b"),
            dataset(2, 5, b"two"),
            dataset(2, 80, b"only"),
        ]
        .concat();
        let (tags, _) = decoded(&[(&block, true)], &Limits::default());
        let value = |name| tags.iter().find(|tag| tag.name == name).map(|tag| tag.value.clone());
        assert_eq!(value("Keywords"), Some(Value::List(vec![Value::text("a"), Value::text("b")])));
        assert_eq!(value("ObjectName"), Some(Value::text("two")));
        assert_eq!(value("By-line"), Some(Value::List(vec![Value::text("only")])));
        assert_eq!(tags.len(), 4);
    }

    #[test]
    fn the_standard_block_has_number_1_and_a_digest() {
        let block = dataset(2, 5, b"a");
        let groups = |blocks: &[(&[u8], bool)]| -> Vec<String> {
            decoded(blocks, &Limits::default()).0.iter().map(|tag| tag.group.to_string()).collect()
        };
        assert_eq!(groups(&[(&block, true), (&block, true)]), ["File", "IPTC", "IPTC2"]);
        assert_eq!(groups(&[(b"", true), (&block, true)]), ["File", "IPTC2"]);
        assert_eq!(groups(&[(&block, false), (&block, false)]), ["IPTC2", "IPTC3"]);
        let late = [(&block[..], false), (&block, true), (&block, true)];
        assert_eq!(groups(&late), ["IPTC2", "File", "IPTC", "IPTC3"]);
        let (tags, _) = decoded(&[(b"", true)], &Limits::default());
        assert_eq!(tags[0].value, Value::text("d41d8cd98f00b204e9800998ecf8427e"));
    }

    #[test]
    fn numbers_of_any_length() {
        assert_eq!(shown(2, 0, b"\x00\x04"), "4");
        assert_eq!(shown(2, 0, b""), "0");
        assert_eq!(shown(7, 20, b"\x7f\xff\xff\xff"), "2147483647");
        assert_eq!(shown(2, 0, &[0xff; 8]), "18446744073709551615");
        assert_eq!(shown(2, 201, b"Custom Field"), "Custom Field");
    }

    #[test]
    fn coded_values() {
        assert_eq!(one(2, 10, b"1"), ("1 (most urgent)".into(), "1".into()));
        assert_eq!(one(2, 10, b"01"), ("Unknown (01)".into(), "01".into()));
        assert_eq!(one(2, 42, b""), (String::new(), String::new()));
        assert_eq!(one(1, 20, b"\0\x0b"), ("JPEG File Interchange (JFIF)".into(), "11".into()));
        assert_eq!(one(7, 10, b"\x02"), ("Unknown (2)".into(), "2".into()));
        assert_eq!(one(3, 60, b"\x01\x23"), ("Unknown (0x123)".into(), "291".into()));
    }

    #[test]
    fn forms_of_their_own() {
        assert_eq!(one(1, 90, b"\x1b%G"), ("UTF8".into(), "\x1b%G".into()));
        assert_eq!(shown(1, 90, b"\x1b%G\x1b-A"), "ESC % G, ESC - A");
        assert_eq!(shown(1, 90, b"UTF8"), "U T F 8");
        assert_eq!(shown(2, 221, b"1:2:3:-04"), "Tagged:1, ColorClass:2, Rating:3, FrameNum:-04");
        assert_eq!(shown(2, 221, b"1.5: 2:3:4"), "1.Tagged:5, ColorClass:2, Rating:3, FrameNum:4");
        assert_eq!(shown(2, 221, b"1:2:x"), "1:2:x");
        assert_eq!(shown(2, 231, b"\0a\0\0b\0"), "\na\nb");
        let number = b"\0\x05\0\0\0\x0120191016\0\x07";
        assert_eq!(shown(3, 10, number), "5 (Nikon Corporation, Japan), equip 1, 2019:10:16, no. 7");
        assert_eq!(shown(3, 10, b"short"), "<format error>");
        assert_eq!(shown(2, 202, b"\0\x01"), "(Binary data 2 bytes, use -b option to extract)");
    }

    #[test]
    fn character_sets() {
        let text = |escape: &[u8], bytes: &[u8]| {
            tags(&[dataset(1, 90, escape), dataset(2, 5, bytes)].concat()).pop().unwrap()
        };
        assert_eq!(text(b"\x1b%G", "é".as_bytes()), "IPTC:ObjectName=é");
        assert_eq!(text(b"\x1b.A", "é".as_bytes()), "IPTC:ObjectName=Ã©");
        assert_eq!(text(b"", "é".as_bytes()), "IPTC:ObjectName=é");
        assert_eq!(text(b"", b"\xe9\x80"), "IPTC:ObjectName=é€");
        assert_eq!(text(b"", b"a\0b\0"), "IPTC:ObjectName=ab");
        assert_eq!(text(b"", b"\xe9\0b"), "IPTC:ObjectName=é");
        assert_eq!(codes(&[dataset(2, 5, b"\xe9"), dataset(2, 90, b"\xe9")].concat()), ["charset-assumed"]);
        assert_eq!(codes(&dataset(2, 5, b"abc")), [""; 0]);
    }

    #[test]
    fn extended_lengths() {
        let extended = |count: u8, value: &[u8]| {
            [&[MARKER, 2, 5, 0x80, count], value, b"abc", &dataset(2, 90, b"c")].concat()
        };
        let both = ["IPTC:ObjectName=abc", "IPTC:City=c"];
        assert_eq!(tags(&extended(1, &[3])), both);
        assert_eq!(tags(&extended(4, &[0, 0, 0, 3])), both);
        assert_eq!(tags(&extended(8, &[0, 0, 0, 0, 0, 0, 0, 3])), both);
        assert_eq!(tags(&extended(8, &[0xff; 8])), [""; 0]);
        assert_eq!(codes(&extended(9, &[0, 0, 0, 0, 0, 0, 0, 0, 3])), ["bad-length"]);
    }

    #[test]
    fn damage_ends_the_block() {
        let first = dataset(2, 5, b"a");
        assert_eq!(tags(&[&first[..], b"xyz", &dataset(2, 90, b"c")].concat()), ["IPTC:ObjectName=a"]);
        assert_eq!(codes(&[&first[..], b"\0\0", &dataset(2, 90, b"c")].concat()), ["bad-marker"]);
        assert_eq!(codes(&[&first[..], &[0; 9]].concat()), [""; 0]);
        assert_eq!(codes(&[&first[..], b"\x1c\x02\x5a\0\x10abc"].concat()), ["truncated"]);
    }

    #[test]
    fn unknown_datasets_are_passed_over() {
        let block = [dataset(4, 5, b"z"), dataset(2, 250, b"z"), dataset(2, 90, b"c")].concat();
        assert_eq!(tags(&block), ["IPTC:City=c"]);
    }

    #[test]
    fn words_of_the_other_order() {
        let mut block = dataset(2, 5, b"abc");
        for word in block.chunks_exact_mut(4) {
            word.reverse();
        }
        assert_eq!(tags(&block), ["IPTC:ObjectName=abc"]);
        assert_eq!(codes(&block), ["byte-swapped"]);
    }

    #[test]
    fn datasets_are_bounded() {
        let limits = Limits { datasets: 10, ..Limits::default() };
        let block = dataset(2, 25, b"k").repeat(11);
        let (tags, issues) = decoded(&[(&block, false)], &limits);
        assert!(matches!(&tags[0].value, Value::List(items) if items.len() == 10));
        assert_eq!(issues[0].code, "too-many-parts");
    }

    #[test]
    fn every_prefix_has_no_more_tags() {
        let block = [
            dataset(1, 90, b"\x1b%G"),
            dataset(2, 55, b"20191016"),
            dataset(2, 60, b"190103+0000"),
            dataset(2, 221, b"1:2:3:4"),
            dataset(3, 10, b"1234567890123456"),
            dataset(2, 25, "é".as_bytes()).repeat(3),
        ]
        .concat();
        let all = tags(&block).len();
        for end in 0..block.len() {
            assert!(tags(&block[..end]).len() <= all);
        }
    }
}
