//! Boxes within boxes [ISO/IEC 14496-12 4.2]: each is known by its type, and holds a value, a record or further boxes.
//!
//! Only the headers of boxes are read, and the bodies for which a table has a row, so that a film costs kilobytes.

use super::primary;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::isobmff::boxes::{BoxReader, FILE, IsoBox};
use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::{self, Format};
use crate::layout::part::{LONG, Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Flags, MAKER_GROUPS, MEDIA_TYPE, Process, Row, Shape, Subtable, Table};
use crate::source::View;
use crate::text;

/// How many bytes of a body conditions may ask for.
const HEAD: u64 = 256;
/// A longer value is shown by its length.
const LONGEST: u64 = 1024 * 1024;
/// The header of a box, which is what a box costs at least.
const HEADER: u64 = 8;
/// The extended type that follows the header of a `uuid` box.
const UUID: u64 = 16;

/// The types of boxes of which something has to be known before others are read.
const PRIMARY: u32 = u32::from_be_bytes(*b"pitm");
const HANDLER: u32 = u32::from_be_bytes(*b"hdlr");
const MEDIA: u32 = u32::from_be_bytes(*b"mdat");
/// The rows for the size and the offset of samples, which are none of a box.
const MEDIA_SIZE: u32 = 1;
const MEDIA_OFFSET: u32 = 2;

/// Reads the boxes of a part.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    if !table.tag(PRIMARY).is_empty() {
        // The properties of pictures may stand before it.
        let mut primary = None;
        each(state, &part, |_, one| {
            if code(&one) == PRIMARY {
                primary = primary.or_else(|| primary::id(one.body));
            }
        });
        state.film.primary = primary;
    }
    each(state, &part, |state, one| {
        match code(&one) {
            HANDLER => {
                let handler = one.body.part(8, 4).all();
                state.film.learn(handler.map(Bytes::as_slice).unwrap_or_default());
            }
            MEDIA => media(state, table, &part, one),
            _ => {}
        }
        body(state, table, &part, one);
    });
}

/// Where the samples are, and how many bytes they have.
fn media<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, one: IsoBox<'a>) {
    let number = |number: u64| Item::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let values = [(MEDIA_SIZE, number(one.stated)), (MEDIA_OFFSET, number(one.offset()))];
    for (row, value) in values {
        if let Some(row) = table.tag(row).first().filter(|row| emit::is_needed(state, row)) {
            let at = part.position(Bytes::new(&[], one.offset()));
            let bytes = Bytes::new(&[], one.offset());
            let stored = Stored { part, bytes, at, format: Format::Int64u, count: 1 };
            emit::item(state, table, row, &stored, value);
        }
    }
}

/// The part that a body is.
pub(super) fn child<'a>(part: &Part<'a>, body: View<'a>) -> Option<Part<'a>> {
    let at = body.absolute(0).checked_sub(part.window.view.absolute(0))?;
    Some(Part { at, size: body.len(), depth: part.depth.saturating_add(1), ..*part })
}

/// Visits the boxes of a part.
pub(super) fn each<'n, 'a>(
    state: &mut State<'n, 'a>,
    part: &Part<'a>,
    mut visit: impl FnMut(&mut State<'n, 'a>, IsoBox<'a>),
) {
    let view = part.window.view.part(part.at, part.size);
    let reader = BoxReader::new(state.cx, FILE);
    // Only the boxes of the file itself may reach up to its end without saying so.
    let is_file = part.depth == 0 && part.at == 0 && part.size == part.window.view.len();
    let boxes = if is_file { reader.outermost(view) } else { reader.children(view) };
    for one in boxes {
        if !state.pay(HEADER) {
            state.issue(IssueCode::Budget, one.offset(), || "the boxes overlap too much".to_owned());
            return;
        }
        visit(state, one);
    }
}

/// The code of a box's type, as rows have it.
pub(super) fn code(one: &IsoBox<'_>) -> u32 {
    u32::from_be_bytes(one.box_type)
}

/// Makes a tag of a body, or reads what it leads to.
pub(super) fn body<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    one: IsoBox<'a>,
) -> Option<()> {
    let rows = table.tag(code(&one));
    if rows.is_empty() || emit::are_idle(state, rows) || matches!(code(&one), MEDIA_SIZE | MEDIA_OFFSET) {
        return None;
    }
    // Most samples and their tables are never shown.
    if !state.cx.unknown && rows.iter().all(|row| row.flags.has(Flags::UNKNOWN)) {
        return None;
    }
    if !one.is_complete {
        // Like ExifTool, do not trust what is cut off.
        return None;
    }
    // The rows of an extended type see it.
    let view = if one.uuid.is_some() { with_uuid(part, one.body) } else { one.body };
    value(state, table, part, rows, view)
}

/// The body of a box with its extended type.
fn with_uuid<'a>(part: &Part<'a>, body: View<'a>) -> View<'a> {
    let at = body.absolute(0).saturating_sub(part.window.view.absolute(0)).saturating_sub(UUID);
    part.window.view.part(at, body.len().saturating_add(UUID))
}

/// Makes a tag of a value by the row that applies, or reads what it leads to.
pub(super) fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    rows: &'static [Row],
    view: View<'a>,
) -> Option<()> {
    let at = view.absolute(0).checked_sub(part.window.view.absolute(0))?;
    let head = view.part(0, HEAD).all()?;
    let stored = Stored { part, bytes: head, at, format: Format::Undef, count: view.len() };
    let row = emit::choose(state, rows, &stored, usize::try_from(view.len()).unwrap_or(usize::MAX))?;
    if !emit::is_needed(state, row) {
        return None;
    }
    match row.leads_to() {
        Some(subtable) => inner(state, row, subtable, &stored),
        None => shown(state, table, row, part, view),
    }
}

/// Makes a tag of a body.
fn shown<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    row: &'static Row,
    part: &Part<'a>,
    view: View<'a>,
) -> Option<()> {
    let at = view.absolute(0).checked_sub(part.window.view.absolute(0))?;
    let format = match (row.format, table.default) {
        (Format::Stored, Format::Stored) => Format::Undef,
        (Format::Stored, format) | (format, _) => format,
    };
    let size = view.len();
    let is_binary = row.flags.has(Flags::BINARY) && !row.flags.has(Flags::LONG);
    if is_binary && row.value == 0 || !is_binary && size > LONGEST {
        let stored = Stored { part, bytes: Bytes::new(&[], view.absolute(0)), at, format, count: size };
        emit::unread(state, table, row, &stored, size);
        return Some(());
    }
    // The length of what is shown by its length is told by the head or by the size of the box.
    let view = if is_binary { view.part(0, HEAD) } else { view };
    if !state.pay(view.len()) {
        state.issue(IssueCode::Budget, view.absolute(0), || "the boxes overlap too much".to_owned());
        return None;
    }
    let bytes = view.all()?;
    let most = match row.count {
        0 => bytes.len(),
        _ if row.flags.has(Flags::COUNT_IS_FORMULA) => bytes.len(),
        count => format.size().saturating_mul(count as usize),
    };
    let bytes = bytes.up_to(0, most);
    let raw = match format {
        Format::Undef => format::bytes(bytes.as_slice()),
        Format::Text if row.format == Format::Stored => plain(state, bytes.as_slice()),
        // Only user data are in the Macintosh's characters.
        Format::Text if table.default == Format::Text => plain(state, text::until_nul(bytes.as_slice())),
        format => format.read(bytes, part.order(), state.cx.arena),
    };
    let count = if is_binary { size } else { (bytes.len() / format.size().max(1)) as u64 };
    emit::item(state, table, row, &Stored { part, bytes, at, format, count }, raw);
    Some(())
}

/// A text of which nothing else is known: all of it, or up to the first NUL if it is in the Macintosh's characters.
fn plain<'a>(state: &State<'_, 'a>, bytes: &'a [u8]) -> Item<'a> {
    if std::str::from_utf8(bytes).is_ok() {
        return format::bytes(bytes);
    }
    let (text, _) = encoding_rs::MACINTOSH.decode_without_bom_handling(text::until_nul(bytes));
    Item::Text(state.cx.arena.alloc_str(&text))
}

/// Reads what a body leads to.
fn inner<'a>(
    state: &mut State<'_, 'a>,
    row: &'static Row,
    subtable: &'static Subtable,
    stored: &Stored<'_, 'a>,
) -> Option<()> {
    let start = match subtable.start {
        0 => 0,
        formula => {
            let none = (Item::None, Item::None);
            let start = emit::evaluate(state, formula, row, stored, none, stored.bytes.len());
            u64::try_from(start.int()).ok()?
        }
    };
    let at = stored.at.checked_add(start)?;
    let mut size = stored.count.checked_sub(start)?;
    if matches!(subtable.table().shape, Shape::Record | Shape::Samples | Shape::Texts) {
        size = size.min(LONG);
    }
    if row.sets > 0 {
        emit::remember(state, row, stored);
    }
    if subtable.process == Process::Track {
        let outer = state.film;
        state.film = outer.in_track(state.cx.arena);
        (state.follow)(state, subtable, stored, at, size);
        state.film = outer.behind(&state.film);
        if let Some(media) = state.registers.get_mut(MEDIA_TYPE) {
            *media = Item::None;
        }
        return Some(());
    }
    let outer = state.block;
    if MAKER_GROUPS.contains(&subtable.table().group()) {
        // What camera makers store here is no different from their notes.
        state.block = BlockKind::MakerNote;
    }
    (state.follow)(state, subtable, stored, at, size);
    state.block = outer;
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, tags, track, value};

    fn header() -> Vec<u8> {
        let mut body = vec![0; 100];
        body[4..8].copy_from_slice(&3_000_000_000u32.to_be_bytes());
        body[12..16].copy_from_slice(&600u32.to_be_bytes());
        body[16..20].copy_from_slice(&2_980u32.to_be_bytes());
        iso_box(b"mvhd", &body)
    }

    #[test]
    fn headers_are_records() {
        let tags = tags(&film(&[header()]));
        assert_eq!(value(&tags, "QuickTime:MinorVersion"), "0.2.0");
        assert_eq!(value(&tags, "QuickTime:CreateDate"), "1999:01:24 05:20:00");
        assert_eq!(value(&tags, "QuickTime:ModifyDate"), "0000:00:00 00:00:00");
        assert_eq!(value(&tags, "QuickTime:Duration"), "4.97 s");
    }

    #[test]
    fn numbers_of_a_later_version_have_64_bits() {
        let mut body = vec![0; 112];
        body[0] = 1;
        body[8..12].copy_from_slice(&3_000_000_000u32.to_be_bytes());
        body[20..24].copy_from_slice(&600u32.to_be_bytes());
        body[28..32].copy_from_slice(&600u32.to_be_bytes());
        let tags = tags(&film(&[iso_box(b"mvhd", &body)]));
        assert_eq!(value(&tags, "QuickTime:CreateDate"), "1999:01:24 05:20:00");
        assert_eq!(value(&tags, "QuickTime:Duration"), "1.00 s");
    }

    #[test]
    fn tags_of_tracks_have_their_groups() {
        let times = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 20];
        let media = |kind| {
            let mut header = vec![0; 24];
            header[12..16].copy_from_slice(&600u32.to_be_bytes());
            let table = iso_box(b"minf", &iso_box(b"stbl", &iso_box(b"stts", &times)));
            let handler = crate::quicktime::testing::handler(kind);
            iso_box(b"trak", &iso_box(b"mdia", &[iso_box(b"mdhd", &header), handler, table].concat()))
        };
        let tags = tags(&film(&[media(*b"vide"), media(*b"soun")]));
        assert_eq!(value(&tags, "Track1:HandlerType"), "Video Track");
        assert_eq!(value(&tags, "Track1:VideoFrameRate"), "30");
        assert_eq!(value(&tags, "Track2:HandlerType"), "Audio Track");
        assert_eq!(value(&tags, "Track2:VideoFrameRate"), "-");
    }

    #[test]
    fn of_samples_their_size_and_place_are_shown() {
        let file = [film(&[]), iso_box(b"mdat", &[7; 50])].concat();
        let tags = tags(&file);
        assert_eq!(value(&tags, "QuickTime:MediaDataSize"), "50");
        assert_eq!(value(&tags, "QuickTime:MediaDataOffset"), (file.len() - 50).to_string());
    }

    #[test]
    fn what_is_cut_off_is_left_out() {
        let whole = film(&[header()]);
        assert_eq!(value(&tags(&whole[..whole.len() - 1]), "QuickTime:TimeScale"), "-");
        damaged(&film(&[header(), track(*b"vide", &[], &[])]));
    }

    #[test]
    fn boxes_within_boxes_have_a_bottom() {
        let mut inner = Vec::new();
        for _ in 0..1_000 {
            inner = iso_box(b"udta", &iso_box(b"meta", &[&[0; 4], &inner[..]].concat()));
        }
        let found = crate::Extractor::new().from_bytes(&film(&[inner])).unwrap();
        assert!(found.tags.iter().all(|tag| tag.name != "TimeScale"));
    }
}
