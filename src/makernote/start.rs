//! The way into a maker note: where its first directory begins, and what its offsets are counted from.

use super::base;
use super::makers::{self, Way};
use crate::block::BlockKind;
use crate::bytes::ByteOrder;
use crate::context::Context;
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Count, LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{self, Order, Process, Shape};
use crate::layout::walk;
use crate::sink::{MakerNote, Sink};
use crate::tag::{Group, Origin, Tag, Value};
use crate::text;
use std::borrow::Cow;

/// How many bytes of a note the conditions of the ways in may look at.
const HEAD: u64 = 256;

/// How many entries a note of General Imaging has, whatever it says.
const GE2_ENTRIES: u64 = 25;

/// A note of so few bytes stands in its entry, and holds text at most.
const LEAST: u64 = 4;

/// Decodes a maker note. If maker notes are not wanted, only a note that is text is read, which is a tag of EXIF.
pub(crate) fn decode<'a>(found: MakerNote<'a>, wanted: bool, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let part = Part { window: found.window, at: found.at, size: found.size, depth: 0 };
    let Some(head) = part.bytes(HEAD) else { return };
    if !wanted && !is_text(head.as_slice()) {
        return;
    }
    let mut state = State::new(cx, BlockKind::MakerNote, sink.camera, sink, found.size, walk::follow);
    let stored = Stored { part: &part, bytes: head, at: part.at, format: Format::Undef, count: found.size };
    let way = found.way.map_or_else(|| makers::way(&state, &stored), makers::named);
    let Some(way) = way else { return };
    if way.process == Process::Text {
        whole(&mut state, way, &part, found.group);
    } else if wanted && found.size > LEAST {
        if let (Some(_), Group::Other(Cow::Borrowed(group))) = (found.way, found.group) {
            state.group = group;
        }
        way.remember(&mut state, &stored);
        go(&mut state, way, part);
        emit::finish(&mut state);
    }
}

/// Shows a note that is only text.
fn whole<'a>(
    state: &mut State<'_, 'a>,
    way: &'static Way,
    part: &Part<'a>,
    group: Group<'static>,
) -> Option<()> {
    let value = if part.size > LONG {
        Value::Unread(part.size)
    } else {
        let bytes = part.bytes(LONG).filter(|bytes| state.pay(bytes.len() as u64))?.as_slice();
        if !is_text(bytes) {
            return None;
        }
        Value::text(text::marked(text::until_nul(bytes), state.cx.arena))
    };
    let source = Origin { block: BlockKind::Exif, offset: part.absolute(), standard: true, charset: None };
    state.sink.tags.push(Tag::new(group, way.name, value, None, source));
    Some(())
}

/// Whether bytes are text, behind which only NULs follow.
fn is_text(bytes: &[u8]) -> bool {
    let text = text::until_nul(bytes);
    let is_letter = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    text.iter().all(is_letter) && bytes.iter().skip(text.len()).all(|byte| *byte == 0)
}

/// Goes the way into a note.
fn go<'a>(state: &mut State<'_, 'a>, way: &Way, part: Part<'a>) -> Option<()> {
    let table = way.table.map(tables::table)?;
    let part = match way.order {
        Order::Big => part.ordered(ByteOrder::Big),
        Order::Little => part.ordered(ByteOrder::Little),
        Order::Same | Order::Guess => part,
    };
    let begin = begin(way, &part)?;
    let at = part.at.saturating_add(begin);
    // A start that is stored is counted from the note, and so are offsets.
    let origin = if way.start_is_stored { part.at } else { at };
    let mut start = Part { at, size: part.size.saturating_sub(begin), ..part }.based(way.base, origin);
    if matches!(way.process, Process::Search | Process::Guess) {
        let Some(found) = base::searched(start) else {
            if way.process == Process::Search {
                state.issue(IssueCode::BadDirectory, part.absolute(), || {
                    "no directory in a maker note".to_owned()
                });
            }
            return None;
        };
        start = found;
    } else if way.order == Order::Guess && table.shape == Shape::Ifd {
        start = start.guessed();
    }
    let count = match way.process {
        Process::KodakPatch => Count::Long,
        Process::Ge2 => Count::Fixed(GE2_ENTRIES),
        _ => Count::Usual,
    };
    let start = if table.shape == Shape::Ifd { base::mended(state, way, &part, start) } else { start };
    if state.cx.shows_tags && table.shape == Shape::Ifd {
        byte_order(state, start.order(), part.absolute());
    }
    walk::read(state, table, start, count);
    Some(())
}

/// Shows the byte order of a note at an offset of the file if it is not that of the EXIF around it. The offset is the
/// note's: where the directory begins is stored, and may be no place of the file.
fn byte_order(state: &mut State<'_, '_>, order: ByteOrder, offset: u64) {
    let exif = state.sink.tags.iter().find(|tag| tag.group == Group::File && tag.name == "ExifByteOrder");
    if exif.is_some_and(|exif| exif.raw().as_str() != Some(order.mark())) {
        let (name, mark) = (Value::text(order.name()), Value::text(order.mark()));
        let source = Origin::new(BlockKind::File, offset);
        state.sink.tags.push(Tag::new(Group::File, "MakerNoteByteOrder", name, Some(mark), source));
    }
}

/// Where the directory begins in a note.
fn begin(way: &Way, part: &Part<'_>) -> Option<u64> {
    if !way.start_is_stored {
        return Some(way.start);
    }
    let stored = part.window.view.get(part.at.checked_add(way.start)?, 4)?;
    stored.u32(0, part.order()).map(u64::from)
}

#[cfg(test)]
mod tests {
    use crate::Extractor;
    use crate::groups::Groups;
    use crate::layout::testing::{picture, tags, value};

    const TEXT: &str = "ExifIFD:MakerNoteUnknownText";

    #[test]
    fn a_note_may_be_only_text() {
        assert_eq!(value(&tags(&picture("Maker", "Model", b"This is text\0\0")), TEXT), "This is text");
        assert_eq!(value(&tags(&picture("Maker", "Model", &[200; 20])), TEXT), "");
        // The end of a long note counts too.
        let long = [&[b'x'; 300][..], &[200; 20]].concat();
        assert_eq!(value(&tags(&picture("Maker", "Model", &long)), TEXT), "");
        // What a way leads into is no text, even if all of its bytes are.
        assert_eq!(value(&tags(&picture("Canon", "Canon EOS 5D", b"This is text")), TEXT), "");
    }

    #[test]
    fn text_is_shown_without_maker_notes() {
        let extractor = Extractor::new().groups(Groups::EXIF);
        let found = extractor.from_bytes(&picture("Maker", "Model", b"This is text\0")).unwrap();
        assert!(found.tags.iter().any(|tag| tag.name == "MakerNoteUnknownText"));
    }
    #[test]
    fn the_byte_order_of_a_note_is_told_at_a_place_of_the_file() {
        let file = [
            &b"MM\0*\0\0\0\x08\0\x02"[..],
            b"\x01\x0f\0\x02\0\0\0\x09\0\0\0\x26\x87\x69\0\x04\0\0\0\x01\0\0\0\x30\0\0\0\0",
            b"FUJIFILM\0\0\0\x01\x92\x7c\0\x07\0\0\0\x14\0\0\0\x42\0\0\0\0",
            // Where the directory begins in the note: far behind the end.
            b"FUJIFILM\x0c\0\0\x03\x07\0\0\0\x07\0\x04\0",
        ]
        .concat();
        let found = Extractor::new().from_bytes(&file).unwrap();
        assert!(found.tags.iter().any(|tag| tag.name == "MakerNoteByteOrder"), "{:?}", found.tags);
        assert!(found.tags.iter().all(|tag| tag.source.offset < file.len() as u64), "{:?}", found.tags);
    }
}
