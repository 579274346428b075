//! From one part of a maker note to the next: each is deciphered, and read by the reader of its shape.

use super::cipher;
use super::directory;
use super::offsets::Offsets;
use super::part::{Count, Part, Stored};
use super::record;
use super::serial;
use super::state::State;
use super::tables::{Cipher, NIKON_KEYS, Order, Process, SONY_TWICE, Shape, Subtable, Table};
use crate::block::{Block, BlockKind};
use crate::bytes::{ByteOrder, Bytes};
use crate::formats;
use crate::formats::matroska;
use crate::formats::riff;
use crate::formula::Item;
use crate::icc::{dictionary, profile};
use crate::issue_code::IssueCode;
use crate::makernote::capture;
use crate::makernote::groups;
use crate::makernote::heap;
use crate::makernote::moreinfo;
use crate::makernote::phaseone;
use crate::makernote::plist;
use crate::makernote::printim;
use crate::makernote::settings;
use crate::makernote::text;
use crate::makernote::timed;
use crate::quicktime::{
    boxes, camm, codes, document, gpmf, items, keys, properties, samples, texts, typed, userdata, xtra,
};
use crate::segments;
use crate::source::View;
use crate::tiff::directory::Window;
use crate::xmp;

/// The bytes of Nikon's enciphered parts that are plain: their version.
const NIKON_HEAD: usize = 4;

/// Reads a part by a table. If it is a directory, its number of entries may be stored in another way.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>, count: Count) {
    if !state.cx.shows_tags && !table.feeds_fields {
        return;
    }
    if !state.enter(&part) {
        return;
    }
    let Some(part) = deciphered(state, (table.cipher, NIKON_HEAD), part, reach(state, table)) else { return };
    read_plain(state, table, part, count);
}

/// How many bytes of a part have to be read.
fn reach(state: &State<'_, '_>, table: &Table) -> u64 {
    if state.cx.shows_tags || table.shape != Shape::Record { u64::MAX } else { table.reach.into() }
}

/// Reads a part whose bytes are plain.
fn read_plain<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>, count: Count) {
    match table.shape {
        Shape::Ifd => directory::read(state, table, part, count),
        Shape::Record => record::read(state, table, part),
        Shape::Serial => serial::read(state, table, part),
        Shape::Plist => plist::read(state, table, part),
        Shape::Pairs => groups::pairs(state, table, part),
        Shape::Groups => groups::groups(state, table, part),
        Shape::Heap => heap::read(state, table, part),
        Shape::Text(notation) => text::read(state, table, part, notation),
        Shape::PhaseOne => phaseone::read(state, table, part),
        Shape::Settings => settings::read(state, table, part),
        Shape::Capture => capture::read(state, table, part),
        Shape::Offsets => capture::offsets(state, table, part),
        Shape::PrintIm => printim::read(state, table, part),
        Shape::Timed(head) => timed::read(state, table, part, head.into()),
        Shape::MoreInfo => moreinfo::read(state, table, part),
        Shape::Profile => profile::read(state, table, part),
        Shape::Dictionary => dictionary::read(state, table, part),
        Shape::Boxes => boxes::read(state, table, part),
        Shape::UserData => userdata::read(state, table, part),
        Shape::Items => items::read(state, table, part),
        Shape::Keys => keys::read(state, table, part),
        Shape::Texts => texts::read(state, table, part),
        Shape::Codes => codes::read(state, table, part),
        Shape::Typed => typed::read(state, table, part),
        Shape::Xtra => xtra::read(state, table, part),
        Shape::Properties => properties::read(state, table, part),
        Shape::Samples => samples::read(state, table, part),
        Shape::GeoKeys => formats::geo_keys::read(state, table, part),
        Shape::FujiDirectory => formats::fuji_directory::read(state, table, part),
        Shape::Comments => formats::comments::read(state, table, part),
        Shape::Layers => formats::layers::read(state, table, part),
        Shape::X3fSettings => formats::x3f_settings::read(state, table, part),
        Shape::X3fProperties => formats::x3f_properties::read(state, table, part),
        Shape::Riff => riff::read(state, table, part),
        Shape::Segment(shape) => segments::read::read(state, table, part, shape),
        Shape::Matroska => matroska::read(state, table, part),
        Shape::Xml => xmp::read_xml(state, table, part),
        Shape::Document => document::read(state, table, part),
        Shape::Gpmf => gpmf::read(state, table, part),
        Shape::Camm => camm::read(state, table, part),
        Shape::Values | Shape::Unread => {}
    }
}

/// Reads what the value of a row leads to.
pub(crate) fn follow<'a>(
    state: &mut State<'_, 'a>,
    subtable: &'static Subtable,
    stored: &Stored<'_, 'a>,
    at: u64,
    size: u64,
) {
    let window = stored.part.window;
    let depth = stored.part.depth.saturating_add(1);
    let mut part = Part { window, at, size, depth }.based(subtable.base, at);
    match subtable.order {
        Order::Same => {}
        Order::Big => part = part.ordered(ByteOrder::Big),
        Order::Little => part = part.ordered(ByteOrder::Little),
        Order::Guess => part = part.guessed(),
    }
    state.count_at = match subtable.process {
        Process::NikonOffsets(at) => Some(at.into()),
        _ => None,
    };
    match subtable.process {
        Process::Iptc => {
            let block = Block::new(BlockKind::Iim, window.view.part(at, size));
            state.sink.blocks.push(Block { standard: false, ..block });
            return;
        }
        Process::KodakIfd | Process::Tiff => {
            let is_marked = subtable.process == Process::KodakIfd;
            let found = if is_marked { part.marked() } else { part.behind_header() };
            let Some(found) = found else {
                state.issue(IssueCode::BadDirectory, part.absolute(), || {
                    "it has no byte order mark".to_owned()
                });
                return;
            };
            part = found;
        }
        _ => {}
    }
    let table = subtable.table();
    if let Process::Nikon(from) = subtable.process
        && table.cipher == Cipher::None
    {
        // The cipher covers the whole value, in which the table may begin later.
        let whole = Part { at: stored.at, size: stored.bytes.len() as u64, ..part };
        let start = at.saturating_sub(stored.at);
        let most = reach(state, table).saturating_add(start);
        let Some(plain) = deciphered(state, (Cipher::Nikon, from.into()), whole, most) else { return };
        part = Part { at: start, size: plain.size.saturating_sub(start), ..plain };
    }
    read(state, table, part, Count::Usual);
}

/// The part with its bytes deciphered.
fn deciphered<'a>(
    state: &mut State<'_, 'a>,
    (cipher, from): (Cipher, usize),
    part: Part<'a>,
    most: u64,
) -> Option<Part<'a>> {
    if cipher == Cipher::None {
        return Some(part);
    }
    let bytes = part.bytes(if state.count_at.is_some() { u64::MAX } else { most })?;
    if !state.pay(bytes.len() as u64) {
        return None;
    }
    let plain = match cipher {
        Cipher::None => return Some(part),
        Cipher::Sony => {
            let plain = cipher::sony(bytes.as_slice(), state.cx.arena);
            // Some programs have enciphered what was enciphered already.
            if state.registers.get(SONY_TWICE).is_some_and(|twice| twice.is_true()) {
                cipher::sony(plain, state.cx.arena)
            } else {
                plain
            }
        }
        Cipher::Nikon => {
            let Some((serial, count)) = nikon_keys(state) else {
                state.issue(IssueCode::Encrypted, part.absolute(), || {
                    "no shutter count, which is the key".to_owned()
                });
                return None;
            };
            let plain = cipher::nikon(bytes.as_slice(), from, serial, count, state.cx.arena);
            state.offsets = None;
            match state.count_at.take() {
                None => plain,
                Some(at) => with_offsets(state, &part, bytes, plain, at),
            }
        }
    };
    let view = View::memory(Bytes::new(plain, part.absolute()));
    let window = Window { view, base: 0, ..part.window };
    Some(Part { window, at: 0, size: plain.len() as u64, depth: part.depth })
}

/// Finds the parts of an enciphered record by its list of offsets. If the list does not fit, only what stands
/// before it is plain.
fn with_offsets<'a>(
    state: &mut State<'_, 'a>,
    part: &Part<'a>,
    bytes: Bytes<'a>,
    plain: &'a [u8],
    at: usize,
) -> &'a [u8] {
    let record = Bytes::new(plain, part.absolute());
    if let Some(offsets) = Offsets::read(record, at, part.order()) {
        state.offsets = Some(offsets);
        return plain;
    }
    state.offsets = Some(Offsets::none(record));
    state.issue(IssueCode::BadCount, record.absolute(at), || "the list of offsets does not fit".to_owned());
    let head = at.saturating_add(4);
    let mixed = plain.iter().zip(bytes.as_slice()).enumerate();
    state.cx.arena.alloc_slice_fill_iter(
        mixed.map(|(index, (plain, sealed))| if index < head { *plain } else { *sealed }),
    )
}

/// The low byte of the serial number and the shutter count, without which there is no key.
fn nikon_keys(state: &State<'_, '_>) -> Option<(u8, u32)> {
    let [serial, count] = NIKON_KEYS.map(|register| state.registers.get(register).copied());
    let serial = u8::try_from(serial.unwrap_or(Item::None).int() & 0xff).ok()?;
    Some((serial, u32::try_from(count.filter(|item| item.is_some())?.int()).ok()?))
}
