//! The walk through the directories of a TIFF structure [TIFF6 section 2; BigTIFF design].
//!
//! Directories are entered where an entry points to them, each offset once, over a work list of bounded length. What
//! is wrong with an entry costs that entry alone; a directory that does not fit into the block is left out.

use super::convert::Printed;
use super::header::{PANASONIC, header};
use super::ids::{EXIF_IFD, GPS_IFD, INTEROP_IFD, IPTC, MANIFEST_STORE, PHOTOSHOP, SUB_IFDS, XMP};
use super::image::{self, Picture, Surroundings, Thumbnail};
#[cfg(feature = "verify")]
use super::listing::{Entry, Listing};
use super::tags::{Table, Tag as Row, UNKNOWN, Variant};
use super::value::{Field, Kind, Setting};
use crate::block::{Block, BlockKind, Root};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::layout::Layout;
use crate::source::View;
use crate::tag::{Group, Origin, Sink, Tag, Value};

// Tags that others depend on.
const SUBFILE_TYPE: u16 = 254;
const COMPRESSION: u16 = 259;
const MAKE: u16 = 271;
const MODEL: u16 = 272;
const GEO_DIRECTORY: u16 = 34735;
const GEO_DOUBLES: u16 = 34736;
const GEO_TEXT: u16 = 34737;

/// What follows the header of a CR2 file.
const CR2: &[u8] = b"CR";

/// What is longer than this, and no text, is shown as binary data without being read.
const LONG: u64 = 64 * 1024;

/// Reads all directories of `block`.
pub(super) fn walk<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    if let Some((mut walk, first)) = begin(block, cx, sink) {
        walk.run(first);
    }
}

/// Reads all directories of `block` and lists their entries as they are stored.
#[cfg(feature = "verify")]
pub(super) fn list<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) -> Option<Listing<'a>> {
    let (mut walk, first) = begin(block, cx, sink)?;
    walk.listing = Some(Listing::default());
    walk.run(first);
    walk.listing
}

fn begin<'a, 's>(
    block: &Block<'a>,
    cx: &'a Context<'a>,
    sink: &'s mut Sink<'a>,
) -> Option<(Walk<'a, 's>, Directory)> {
    let view = block.data;
    let (layout, magic, first) = header(view, cx)?;
    let walk = Walk {
        view,
        layout,
        cx,
        sink,
        standard: block.standard,
        base: if block.detached { 0 } else { view.absolute(0) },
        whole_file: view.absolute(0) == 0,
        is_cr2: view.get(8, 2).is_some_and(|mark| mark.starts_with(CR2)),
        make: "",
        visited: Vec::new(),
        tried: 0,
        // Values may overlap, but all together they are not much longer than the block.
        left: view.len().saturating_mul(2).saturating_add(64 * 1024),
        names: Vec::new(),
        pictures: Vec::new(),
        #[cfg(feature = "verify")]
        listing: None,
    };
    let (group, table) = match block.root {
        Root::Ifd0 if walk.whole_file && magic == PANASONIC => (Group::Ifd(0), Table::Panasonic),
        Root::Ifd0 => (Group::Ifd(0), Table::Exif),
        Root::ExifIfd => (Group::ExifIfd, Table::Exif),
        Root::Gps => (Group::Gps, Table::Gps),
    };
    Some((walk, Directory { group, table, offset: first, depth: 0 }))
}

/// A directory to be entered.
struct Directory {
    group: Group<'static>,
    table: Table,
    offset: u64,
    depth: u32,
}

/// A directory that is being read.
struct Open<'a> {
    directory: Directory,
    entries: Bytes<'a>,
    /// The number of entries.
    count: usize,
    /// The entry to go on with.
    next_entry: usize,
    /// Where the next directory of the chain lies.
    next: Option<u64>,
    /// Where in `Walk::names` its names stand.
    names: usize,
    /// What the names of its pictures depend on.
    around: Surroundings,
    picture: Picture,
    thumbnail: Thumbnail,
    /// Whether its `GeoTIFF` keys are explained elsewhere.
    has_geo_keys: bool,
}

/// A step of the walk.
enum Step<'a> {
    Enter(Directory),
    Resume(Box<Open<'a>>),
}

/// What an entry leads to.
enum Outcome {
    Done,
    /// The directory is nonsense.
    Abandon,
    Enter(Vec<Directory>),
}

struct Walk<'a, 's> {
    view: View<'a>,
    layout: Layout,
    cx: &'a Context<'a>,
    sink: &'s mut Sink<'a>,
    standard: bool,
    /// Whether the block is a file of its own.
    /// What the offsets that are shown are counted from.
    base: u64,
    whole_file: bool,
    /// Whether it is one of Canon's raw files.
    is_cr2: bool,
    /// The camera's maker, as far as it was read.
    make: &'a str,
    /// The offsets of the directories that were entered.
    visited: Vec<u64>,
    /// How many pointers were followed, those to visited directories included.
    tried: u32,
    /// The bytes that values may still cost.
    left: u64,
    /// For each group and name the place of its tag in the sink, counted from 1.
    names: Vec<(Group<'static>, &'a mut [u32])>,
    /// The names of the pictures that were found, and their places in the sink.
    pictures: Vec<(&'static str, usize)>,
    /// Where entries are listed, where they are asked for.
    #[cfg(feature = "verify")]
    listing: Option<Listing<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn run(&mut self, first: Directory) {
        let mut steps = vec![Step::Enter(first)];
        while let Some(step) = steps.pop() {
            let mut open = match step {
                Step::Resume(open) => *open,
                Step::Enter(directory) => match self.open(directory) {
                    Some(open) => open,
                    None => continue,
                },
            };
            match self.entries(&mut open) {
                Outcome::Enter(directories) => {
                    // Entered at once, in their order, as ExifTool does: of two tags of one name the later counts.
                    steps.push(Step::Resume(Box::new(open)));
                    steps.extend(directories.into_iter().rev().map(Step::Enter));
                }
                Outcome::Abandon => {}
                Outcome::Done => {
                    self.picture(&open);
                    self.thumbnail(&open);
                    steps.extend(next_in_chain(&open).map(Step::Enter));
                }
            }
        }
    }

    /// Looks up the directory's count of entries, and whether they are all there.
    fn open(&mut self, directory: Directory) -> Option<Open<'a>> {
        let Directory { offset, depth, ref group, table } = directory;
        let issue = |code, detail: &str| {
            self.cx
                .issue(code, Stage::Exif, Some(self.view.absolute(offset)), || format!("{group}: {detail}"));
        };
        self.tried = self.tried.saturating_add(1);
        let limit = self.cx.limits.directories;
        if self.visited.len() as u64 >= u64::from(limit) || self.tried > limit.saturating_mul(4) {
            issue("too-many-directories", "beyond the limit");
            return None;
        }
        if depth > self.cx.limits.directory_depth {
            issue("too-deep", "directories within directories");
            return None;
        }
        if self.visited.contains(&offset) {
            issue("loop", "the directory was read before");
            return None;
        }
        let layout = self.layout;
        let start = offset.checked_add(layout.count_size() as u64)?;
        let count = self.view.get(offset, layout.count_size()).and_then(|bytes| layout.count(bytes));
        let end = count
            .and_then(|count| count.checked_mul(layout.entry_size() as u64))
            .and_then(|size| start.checked_add(size))
            .filter(|end| *end <= self.view.len());
        let (Some(count), Some(end)) = (count, end) else {
            issue("bad-directory", "it does not fit into its block");
            return None;
        };
        let kept = count.min(u64::from(self.cx.limits.entries));
        if kept < count {
            issue("too-many-entries", "entries beyond the limit");
        }
        let kept = usize::try_from(kept).ok()?;
        let entries = self.view.get(start, kept.checked_mul(layout.entry_size())?)?;
        let next = self.view.get(end, layout.offset_size()).and_then(|bytes| layout.offset(bytes, 0));
        self.visited.push(offset);
        #[cfg(feature = "verify")]
        if let Some(listing) = &mut self.listing {
            let link = layout.offset_size() as u64;
            listing.spans.push((offset, end.saturating_add(link).min(self.view.len())));
        }
        let names = self.names_of(group, table);
        Some(Open {
            has_geo_keys: ids(entries, layout).any(|id| id == GEO_DIRECTORY),
            directory,
            entries,
            count: kept,
            next_entry: 0,
            next: next.filter(|next| *next != 0),
            names,
            around: Surroundings {
                whole_file: self.whole_file,
                is_cr2: self.is_cr2,
                ..Surroundings::default()
            },
            picture: Picture::default(),
            thumbnail: Thumbnail::default(),
        })
    }

    /// The names of a group: directories of one group share them.
    fn names_of(&mut self, group: &Group<'static>, table: Table) -> usize {
        let known = self.names.iter().position(|(known, _)| known == group);
        known.unwrap_or_else(|| {
            let slots = self.cx.arena.alloc_slice_fill_copy(table.slots(), 0u32);
            self.names.push((group.clone(), slots));
            self.names.len() - 1
        })
    }

    /// Reads entries until one leads to other directories.
    fn entries(&mut self, open: &mut Open<'a>) -> Outcome {
        while open.next_entry < open.count {
            let index = open.next_entry;
            open.next_entry += 1;
            match self.entry(open, index) {
                Some(Outcome::Done) | None => {}
                Some(outcome) => return outcome,
            }
        }
        Outcome::Done
    }

    /// Reads one entry [TIFF6 p.14]: tag, type, count, and the value or its offset.
    fn entry(&mut self, open: &mut Open<'a>, index: usize) -> Option<Outcome> {
        let layout = self.layout;
        let at = index.checked_mul(layout.entry_size())?;
        let id = open.entries.u16(at, layout.order)?;
        let code = open.entries.u16(at + 2, layout.order)?;
        let absolute = open.entries.absolute(at);
        let Some(kind) = Kind::from_code(code, layout.big) else {
            if code != 0 {
                self.issue("bad-type", absolute, open, id, || format!("type {code}"));
            }
            // ExifTool takes a directory that starts like this for no directory, and so it is.
            return Some(if index == 0 { Outcome::Abandon } else { Outcome::Done });
        };
        let variant = image::variant(id, &open.directory.group, open.around);
        let row = open.directory.table.get(id, variant);
        let count = layout.offset(open.entries, at + 4)?;
        let value = match self.value(open, at, id, kind, count)? {
            Ok(value) => value,
            Err(outcome) => return Some(outcome),
        };
        if row.is_none() && !is_followed(open.directory.table, id) && !self.cx.unknown {
            return None;
        }
        if !value.inline && !self.pay(value.size) {
            self.issue("budget", absolute, open, id, || "the values overlap too much");
            return None;
        }
        #[cfg(feature = "verify")]
        self.list(open, id, kind, value);
        if open.directory.table != Table::Gps {
            match id {
                SUB_IFDS | EXIF_IFD | GPS_IFD | INTEROP_IFD => {
                    return self.pointers(open, id, kind, value).map(Outcome::Enter);
                }
                XMP | IPTC | PHOTOSHOP | MANIFEST_STORE => {
                    self.inner_block(open, id, value);
                    return None;
                }
                GEO_DOUBLES | GEO_TEXT if open.has_geo_keys => return None,
                _ => {}
            }
        }
        match row {
            Some(row) => self.tag(open, Known { id, variant, row }, kind, value, count),
            None => self.unknown(open, id, kind, value),
        }
    }

    /// Where a value lies in the view, and that it may lie there.
    fn value(
        &self,
        open: &Open<'a>,
        at: usize,
        id: u16,
        kind: Kind,
        count: u64,
    ) -> Option<Result<Range, Outcome>> {
        let layout = self.layout;
        let field = at + 4 + layout.offset_size();
        let absolute = open.entries.absolute(at);
        let size = count.checked_mul(kind.size() as u64).filter(|size| *size <= 0x7fff_ffff);
        let Some(size) = size else {
            self.issue("bad-count", absolute, open, id, || format!("{count} values"));
            return None;
        };
        let start = open.directory.offset;
        let entries = start.checked_add(layout.count_size() as u64)?;
        if size <= layout.offset_size() as u64 {
            return Some(Ok(Range { at: entries.checked_add(field as u64)?, size, inline: true }));
        }
        let at = layout.offset(open.entries, field)?;
        let end = at.checked_add(size).filter(|end| *end <= self.view.len());
        let Some(end) = end else {
            self.issue("bad-offset", absolute, open, id, || {
                format!("{size} bytes at {at} are beyond the block")
            });
            // In a file that ends too early ExifTool gives the rest of the directory up; in a block, the entry.
            return Some(Err(if self.whole_file { Outcome::Abandon } else { Outcome::Done }));
        };
        let directory_end = entries.checked_add((open.count * layout.entry_size()) as u64)?;
        if at < 8 || (at < directory_end && end > start) {
            self.issue("bad-offset", absolute, open, id, || {
                format!("{at} lies in the header or the directory")
            });
            return None;
        }
        Some(Ok(Range { at, size, inline: false }))
    }

    /// Lists an entry.
    #[cfg(feature = "verify")]
    fn list(&mut self, open: &Open<'a>, id: u16, kind: Kind, value: Range) {
        if self.listing.is_none() {
            return;
        }
        let bytes = usize::try_from(value.size).ok().and_then(|size| self.view.get(value.at, size));
        let setting = self.setting();
        if let (Some(bytes), Some(listing)) = (bytes, &mut self.listing) {
            let entry = Entry::new(&open.directory.group, open.directory.offset, id, kind, bytes, setting);
            listing.entries.push(entry);
            if !value.inline {
                listing.spans.push((value.at, value.at.saturating_add(value.size)));
            }
        }
    }

    /// Pays for a value.
    fn pay(&mut self, size: u64) -> bool {
        let left = self.left.checked_sub(size);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// The directories that an entry points to.
    fn pointers(&mut self, open: &Open<'a>, id: u16, kind: Kind, value: Range) -> Option<Vec<Directory>> {
        let absolute = self.view.absolute(value.at);
        if !kind.is_integer() {
            self.issue("bad-type", absolute, open, id, || format!("{kind:?} is no offset"));
            return None;
        }
        let count = value.size / kind.size() as u64;
        if count != 1 && id != SUB_IFDS {
            self.issue("bad-count", absolute, open, id, || format!("{count} offsets"));
            return None;
        }
        let count = count.min(u64::from(self.cx.limits.directories));
        let size = usize::try_from(count).ok()?.checked_mul(kind.size())?;
        let bytes = self.view.get(value.at, size)?;
        let order = self.layout.order;
        let depth = open.directory.depth.saturating_add(1);
        let mut found = Vec::new();
        for (number, at) in (0..size).step_by(kind.size()).enumerate() {
            let offset = match kind.size() {
                1 => bytes.u8(at)?.into(),
                2 => bytes.u16(at, order)?.into(),
                4 => bytes.u32(at, order)?.into(),
                _ => bytes.u64(at, order)?,
            };
            let (group, table) = match id {
                EXIF_IFD => (Group::ExifIfd, Table::Exif),
                GPS_IFD => (Group::Gps, Table::Gps),
                INTEROP_IFD => (Group::InteropIfd, Table::Exif),
                _ => (Group::SubIfd(u16::try_from(number).ok()?), Table::Exif),
            };
            found.push(Directory { group, table, offset, depth });
        }
        Some(found)
    }

    /// Hands on what another decoder reads.
    fn inner_block(&mut self, open: &Open<'a>, id: u16, value: Range) {
        if value.inline {
            return;
        }
        let data = self.view.part(value.at, value.size);
        let block = match id {
            XMP => Block::new(BlockKind::Xmp, data),
            PHOTOSHOP => Block::new(BlockKind::Irb, data),
            MANIFEST_STORE => Block::manifest_store("TIFF 0xCD41", data),
            _ => Block::new(BlockKind::Iim, data),
        };
        let standard = self.standard && self.whole_file && open.directory.group == Group::Ifd(0);
        self.sink.blocks.push(Block { standard, ..block });
    }

    /// Decodes a value and emits its tag.
    fn tag(
        &mut self,
        open: &mut Open<'a>,
        known: Known,
        kind: Kind,
        value: Range,
        count: u64,
    ) -> Option<Outcome> {
        let Known { id, variant, row } = known;
        let absolute = self.view.absolute(value.at);
        let is_text = matches!(kind, Kind::ASCII | Kind::UTF8);
        if !is_text && (value.size > LONG || count > u64::from(self.cx.limits.array)) {
            let printed = Printed::unread(value.size, self.cx);
            self.emit(open, row, printed, absolute);
            return None;
        }
        let field = Field::new(row, kind, self.data(open, value)?, self.setting());
        let printed = (row.print)(&field)?;
        let number = match field.number(0) {
            Some(Value::Int(number)) => Some(number),
            _ => None,
        };
        match id {
            MAKE => {
                self.make = field.text();
                open.around.made_by(self.make, "");
            }
            MODEL => open.around.made_by(self.make, field.text()),
            SUBFILE_TYPE => open.around.is_main = number == Some(0),
            COMPRESSION => open.around.compression = number,
            _ => open.picture.learn(id, variant, number),
        }
        open.thumbnail.learn(id, number, count);
        self.emit(open, row, printed, absolute);
        None
    }

    /// Emits a tag that no table names, as it is stored: `Exif_0xc5d9`.
    fn unknown(&mut self, open: &Open<'a>, id: u16, kind: Kind, value: Range) -> Option<Outcome> {
        let absolute = self.view.absolute(value.at);
        let printed = if value.size > LONG {
            Printed::unread(value.size, self.cx)
        } else {
            super::convert::stored(&Field::new(&UNKNOWN, kind, self.data(open, value)?, self.setting()))?
        };
        let name = bumpalo::format!(in self.cx.arena, "Exif_0x{:04x}", id).into_bump_str();
        let tag = self.made(&open.directory.group, name, printed, absolute);
        self.sink.tags.push(tag);
        None
    }

    /// The bytes of a value.
    fn data(&self, open: &Open<'a>, value: Range) -> Option<Bytes<'a>> {
        let size = usize::try_from(value.size).ok()?;
        if value.inline {
            let entries = open.directory.offset.checked_add(self.layout.count_size() as u64)?;
            return open.entries.get(usize::try_from(value.at.checked_sub(entries)?).ok()?, size);
        }
        self.cx.spend(value.size)?;
        self.view.get(value.at, size)
    }

    fn setting(&self) -> Setting<'a> {
        Setting { order: self.layout.order, base: self.base, make: self.make, cx: self.cx }
    }

    /// Puts a tag into the sink. Of several of one name in a group the last is kept, as `ExifTool` does; the first in
    /// IFD1 and of those whose row says so.
    fn emit(&mut self, open: &Open<'a>, row: &'static Row, printed: Printed<'a>, absolute: u64) {
        let tag = self.made(&open.directory.group, row.name, printed, absolute);
        let names = self.names.get_mut(open.names);
        let Some(place) = names.and_then(|(_, slots)| slots.get_mut(usize::from(row.slot))) else { return };
        match self.sink.tags.get_mut((*place as usize).wrapping_sub(1)) {
            Some(_) if row.first || open.directory.group == Group::Ifd(1) => {}
            Some(old) => *old = tag,
            None => {
                self.sink.tags.push(tag);
                *place = u32::try_from(self.sink.tags.len()).unwrap_or_default();
            }
        }
    }

    /// Emits the picture that the directory's tags point to. Of previews, as of thumbnails, the last is kept.
    fn picture(&mut self, open: &Open<'a>) {
        let Picture { name, start: Some(start), len: Some(len) } = open.picture else { return };
        if len == 0 {
            return;
        }
        let inside = start.checked_add(len).is_some_and(|end| end <= self.view.len());
        // What is not there comes from the directory that tells of it.
        let at = self.view.absolute(if inside { start } else { open.directory.offset });
        if !inside {
            self.cx.issue("bad-offset", Stage::Exif, Some(at), || format!("{name} lies beyond the block"));
        }
        let is_read = inside && len <= LONG && self.pay(len);
        let size = usize::try_from(len).ok().filter(|_| is_read);
        let printed = match size.and_then(|size| self.view.get(start, size)) {
            Some(bytes) => Printed::binary(bytes),
            None => Printed::unread(len, self.cx),
        };
        let tag = self.made(&open.directory.group, name, printed, at);
        let is_single = matches!(name, "PreviewImage" | "JpgFromRaw" | "ThumbnailImage");
        let old = self.pictures.iter().find(|(known, _)| is_single && *known == name);
        if let Some(old) = old.and_then(|(_, place)| self.sink.tags.get_mut(*place)) {
            *old = tag;
            return;
        }
        self.pictures.push((name, self.sink.tags.len()));
        self.sink.tags.push(tag);
    }

    /// Emits a small picture without compression, which is shown as a TIFF of its own.
    fn thumbnail(&mut self, open: &Open<'a>) {
        let Some((start, len)) = open.thumbnail.range() else { return };
        if start.checked_add(len).is_none_or(|end| end > self.view.len()) {
            return;
        }
        let printed = Printed::unread(len.saturating_add(open.thumbnail.overhead()), self.cx);
        let tag = self.made(&open.directory.group, "ThumbnailTIFF", printed, self.view.absolute(start));
        self.sink.tags.push(tag);
    }

    fn made(&self, group: &Group<'static>, name: &'a str, printed: Printed<'a>, offset: u64) -> Tag<'a> {
        let charset = self.cx.charset.take();
        let source = Origin { block: BlockKind::Exif, offset, standard: self.standard, charset };
        let tag = Tag::new(group.clone(), name, printed.value, printed.raw, source);
        Tag { stored: printed.stored, ..tag }
    }

    fn issue<D: std::fmt::Display>(
        &self,
        code: &'static str,
        absolute: u64,
        open: &Open<'a>,
        id: u16,
        detail: impl FnOnce() -> D,
    ) {
        let group = &open.directory.group;
        self.cx.issue(code, Stage::Exif, Some(absolute), || format!("{group} tag {id:#06x}: {}", detail()));
    }
}

/// Where a value lies in the view.
#[derive(Clone, Copy)]
struct Range {
    at: u64,
    size: u64,
    /// Whether it lies in its entry.
    inline: bool,
}

/// A tag of the table, under the name that it has in its directory.
#[derive(Clone, Copy)]
struct Known {
    id: u16,
    variant: Variant,
    row: &'static Row,
}

/// Whether an entry without a row of its own leads somewhere.
fn is_followed(table: Table, id: u16) -> bool {
    let ids = [SUB_IFDS, EXIF_IFD, GPS_IFD, INTEROP_IFD, XMP, IPTC, PHOTOSHOP, MANIFEST_STORE];
    table != Table::Gps && ids.contains(&id)
}

/// The tags of a directory's entries.
fn ids(entries: Bytes<'_>, layout: Layout) -> impl Iterator<Item = u16> + '_ {
    (0..entries.len()).step_by(layout.entry_size()).map_while(move |at| entries.u16(at, layout.order))
}

/// The next directory of the chain of pictures; others have no next [EXIF30 4.6.2].
fn next_in_chain(open: &Open<'_>) -> Option<Directory> {
    let Group::Ifd(number) = open.directory.group else { return None };
    Some(Directory {
        group: Group::Ifd(number.checked_add(1)?),
        table: Table::Exif,
        offset: open.next?,
        depth: 0,
    })
}
