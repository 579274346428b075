//! The walk through the directories of a TIFF structure [TIFF6 section 2; BigTIFF design].
//!
//! Directories are entered where an entry points to them, each offset once, over a work list of bounded length. What
//! is wrong with an entry costs that entry alone; a directory that does not fit into the block is left out. An entry
//! ends its directory in two cases: it is the first and of no type, or a value that would be shown lies beyond the end of
//! the file.

use super::blocks;
use super::convert::Printed;
use super::header::header;
use super::image::{self, Pictures, Surroundings, Thumbnail};
use super::leaders::{self, Candidate, Names};
#[cfg(feature = "verify")]
use super::listing::{Entry, Listing};
use super::tags::{Long, Table, Tag as Row, UNKNOWN, Variant};
use super::value::{Field, Setting};
use crate::block::{Block, BlockKind, Root};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::tag::{Group, Origin, Sink, Tag, Value};
use crate::tiff::directory::{self as tiff, Damage, Entries, RawEntry, ValueRange, Window};
use crate::tiff::header::PANASONIC;
use crate::tiff::ids::{
    COMPRESSION, EXIF_IFD, GPS_IFD, INTEROP_IFD, MAKE, MODEL, NEW_SUBFILE_TYPE, SUB_IFDS,
};
use crate::tiff::types::FieldType;

// Tags that others depend on.
const GEO_DIRECTORY: u16 = 34735;
const GEO_DOUBLES: u16 = 34736;
const GEO_TEXT: u16 = 34737;

/// What follows the header of a CR2 file.
const CR2: &[u8] = b"CR";

/// What is longer than this, and no text, is shown as binary data without being read.
pub(super) const LONG: u64 = 64 * 1024;
/// What is longer than this is shown so whatever it is.
const LONGEST: u64 = 10 * 1024 * 1024;
/// The first bytes of a long value, where they tell whether it is shown.
const HEAD: u64 = 1024;

/// Reads all directories of `block`.
pub(super) fn walk<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let before = sink.tags.len();
    if let Some((mut walk, first)) = begin(block, cx, sink) {
        walk.run(first);
    }
    if !block.standard && before > 0 {
        leaders::keep_first(&mut sink.tags, before);
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
        window: Window::tiff(view, layout),
        cx,
        sink,
        standard: block.standard,
        inner: None,
        base: if block.detached { 0 } else { view.absolute(0) },
        whole_file: view.absolute(0) == 0,
        is_cr2: view.get(8, 2).is_some_and(|mark| mark.starts_with(CR2)),
        make: "",
        visited: Vec::new(),
        tried: 0,
        // Values may overlap, but all together they are not much longer than the block.
        left: view.len().saturating_mul(2).saturating_add(64 * 1024),
        names: Names::default(),
        main: None,
        shown: Vec::new(),
        #[cfg(feature = "verify")]
        listing: None,
    };
    let (group, table) = match block.root {
        Root::Ifd0 if walk.whole_file && magic == PANASONIC => (Group::Ifd(0), Table::Panasonic),
        Root::Ifd0 => (Group::Ifd(0), Table::Exif),
        Root::ExifIfd => (Group::ExifIfd, Table::Exif),
        Root::Gps => (Group::Gps, Table::Gps),
    };
    Some((walk, Directory { group, table, offset: first, depth: 0, is_chain: false }))
}

/// A directory to be entered.
pub(super) struct Directory {
    pub group: Group<'static>,
    pub table: Table,
    pub offset: u64,
    pub depth: u32,
    /// Whether it is of a chain of children.
    pub is_chain: bool,
}

/// A directory that is being read.
pub(super) struct Open<'a> {
    pub directory: Directory,
    /// The entries to go on with.
    entries: Entries<'a>,
    /// Where the next directory of the chain lies.
    pub next: Option<u64>,
    /// The number of its group in `Walk::names`.
    names: usize,
    /// What the names of its pictures depend on.
    around: Surroundings,
    pub pictures: Pictures,
    pub thumbnail: Thumbnail,
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
    /// The directory is nonsense, or the file ends before it does.
    Abandon,
    Enter(Vec<Directory>),
}

pub(super) struct Walk<'a, 's> {
    pub window: Window<'a>,
    pub cx: &'a Context<'a>,
    pub sink: &'s mut Sink<'a>,
    pub standard: bool,
    /// Where another structure was found in it.
    pub inner: Option<u64>,
    /// What the offsets that are shown are counted from.
    base: u64,
    /// Whether the block is a file of its own.
    pub whole_file: bool,
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
    names: Names<'a>,
    /// The group of the directory that was last said to be the main picture's, by its number in `names`.
    main: Option<usize>,
    /// The names of the pictures that were found, and their places in the sink.
    pub shown: Vec<(&'static str, usize)>,
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
                    self.pictures(&open);
                    steps.extend(self.next_in_chain(&open).map(Step::Enter));
                }
            }
        }
    }

    /// Looks up the directory's count of entries, and whether they are all there.
    fn open(&mut self, directory: Directory) -> Option<Open<'a>> {
        let Directory { offset, depth, ref group, table, .. } = directory;
        let issue = |code, detail: &str| {
            self.cx.issue(code, Stage::Exif, Some(self.window.view.absolute(offset)), || {
                format!("{group}: {detail}")
            });
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
        let stored = tiff::Directory::at(self.window, offset).filter(tiff::Directory::is_whole);
        let Some(stored) = stored else {
            issue("bad-directory", "it does not fit into its block");
            return None;
        };
        let most = u64::from(self.cx.limits.entries);
        if stored.count > most {
            issue("too-many-entries", "entries beyond the limit");
        }
        let entries = stored.entries(most)?;
        let next = stored.next();
        self.visited.push(offset);
        #[cfg(feature = "verify")]
        if let Some(listing) = &mut self.listing {
            let span = stored.span();
            listing.spans.push((span.start, span.end));
        }
        let names = self.names.group(group, table, self.cx);
        Some(Open {
            has_geo_keys: entries.tags().any(|id| id == GEO_DIRECTORY),
            directory,
            entries,
            next,
            names,
            around: Surroundings {
                whole_file: self.whole_file,
                is_cr2: self.is_cr2,
                ..Surroundings::default()
            },
            pictures: Pictures::default(),
            thumbnail: Thumbnail::default(),
        })
    }

    /// Reads entries until one leads to other directories.
    fn entries(&mut self, open: &mut Open<'a>) -> Outcome {
        while let Some(entry) = open.entries.next() {
            match self.entry(open, &entry) {
                Some(Outcome::Done) | None => {}
                Some(outcome) => return outcome,
            }
        }
        Outcome::Done
    }

    /// Reads one entry.
    fn entry(&mut self, open: &mut Open<'a>, entry: &RawEntry<'a>) -> Option<Outcome> {
        let RawEntry { tag: id, value, .. } = *entry;
        let Some(field_type) = entry.field_type.filter(|_| entry.damage != Some(Damage::UnknownType)) else {
            if entry.code != 0 {
                self.damaged(open, entry, Damage::UnknownType);
            }
            // ExifTool takes a directory that starts like this for no directory, and so it is.
            return Some(if entry.index == 0 { Outcome::Abandon } else { Outcome::Done });
        };
        let variant = image::variant(id, &open.directory.group, open.around);
        let row = open.directory.table.get(id, variant);
        let is_meant = row.is_some() || is_followed(open.directory.table, id);
        if let Some(damage) = entry.damage {
            self.damaged(open, entry, damage);
            // In a file that ends too early ExifTool gives the rest of the directory up, and what follows; in a block,
            // the entry. A value of which nothing would be shown costs no more than itself anywhere.
            let is_end = damage == Damage::Beyond && self.whole_file;
            let is_lost = is_end && is_meant && row.is_none_or(|row| !row.opaque);
            return is_lost.then_some(Outcome::Abandon);
        }
        if !is_meant && !self.cx.unknown {
            return None;
        }
        if !value.inline && !self.pay(value.size) {
            let at = self.window.view.absolute(entry.at);
            self.issue("budget", at, open, id, || "the values overlap too much");
            return None;
        }
        #[cfg(feature = "verify")]
        self.list(open, entry, field_type);
        if open.directory.table != Table::Gps {
            match id {
                SUB_IFDS | EXIF_IFD | GPS_IFD | INTEROP_IFD => {
                    return self.pointers(open, entry, field_type).map(Outcome::Enter);
                }
                id if blocks::IDS.contains(&id) => {
                    self.inner_block(open, id, value);
                    return None;
                }
                GEO_DOUBLES | GEO_TEXT if open.has_geo_keys => return None,
                _ => {}
            }
        }
        match row {
            Some(row) => self.tag(open, Known { variant, row }, entry, field_type),
            None => self.unknown(open, entry, field_type),
        }
    }

    /// Tells what is wrong with an entry.
    fn damaged(&self, open: &Open<'a>, entry: &RawEntry<'a>, damage: Damage) {
        let RawEntry { tag, value: ValueRange { at, size, .. }, .. } = *entry;
        let (code, detail): (_, &dyn Fn() -> String) = match damage {
            Damage::UnknownType => ("bad-type", &|| format!("type {}", entry.code)),
            Damage::TooMany => ("bad-count", &|| format!("{} values", entry.count)),
            Damage::Beyond => ("bad-offset", &|| format!("{size} bytes at {at} are beyond the block")),
            Damage::InDirectory => ("bad-offset", &|| format!("{at} lies in the header or the directory")),
        };
        self.issue(code, self.window.view.absolute(entry.at), open, tag, detail);
    }

    /// Lists an entry.
    #[cfg(feature = "verify")]
    fn list(&mut self, open: &Open<'a>, entry: &RawEntry<'a>, field_type: FieldType) {
        if self.listing.is_none() {
            return;
        }
        let RawEntry { tag: id, value, .. } = *entry;
        let bytes = usize::try_from(value.size).ok().and_then(|size| self.window.bytes(entry, 0, size));
        let setting = self.setting();
        if let (Some(bytes), Some(listing)) = (bytes, &mut self.listing) {
            let entry =
                Entry::new(&open.directory.group, open.directory.offset, id, field_type, bytes, setting);
            listing.entries.push(entry);
            if !value.inline {
                listing.spans.push((value.at, value.at.saturating_add(value.size)));
            }
        }
    }

    /// Pays for a value.
    pub(super) fn pay(&mut self, size: u64) -> bool {
        let left = self.left.checked_sub(size);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// The directories that an entry points to.
    fn pointers(
        &mut self,
        open: &Open<'a>,
        entry: &RawEntry<'a>,
        field_type: FieldType,
    ) -> Option<Vec<Directory>> {
        let RawEntry { tag: id, count, value, .. } = *entry;
        let absolute = self.window.view.absolute(value.at);
        if !field_type.is_integer() {
            self.issue("bad-type", absolute, open, id, || format!("{field_type:?} is no offset"));
            return None;
        }
        if count != 1 && id != SUB_IFDS {
            self.issue("bad-count", absolute, open, id, || format!("{count} offsets"));
            return None;
        }
        let depth = open.directory.depth.saturating_add(1);
        let mut found = Vec::new();
        for number in 0..count.min(u64::from(self.cx.limits.directories)) {
            let offset = self.window.number(entry, number)?;
            let (group, table) = match id {
                EXIF_IFD => (Group::ExifIfd, Table::Exif),
                GPS_IFD => (Group::Gps, Table::Gps),
                INTEROP_IFD => (Group::InteropIfd, Table::Exif),
                _ => (Group::SubIfd(u16::try_from(number).ok()?), Table::Exif),
            };
            let is_chain = id == SUB_IFDS && number == 0;
            found.push(Directory { group, table, offset, depth, is_chain });
        }
        Some(found)
    }

    /// Decodes a value and emits its tag.
    fn tag(
        &mut self,
        open: &mut Open<'a>,
        known: Known,
        entry: &RawEntry<'a>,
        field_type: FieldType,
    ) -> Option<Outcome> {
        let Known { variant, row } = known;
        let RawEntry { tag: id, count, value, .. } = *entry;
        let absolute = self.window.view.absolute(value.at);
        let is_text = matches!(field_type, FieldType::ASCII | FieldType::UTF8);
        let is_long = !is_text && (value.size > LONG || count > u64::from(self.cx.limits.array));
        if is_long && (row.long != Long::Whole || value.size > LONGEST) {
            if row.long == Long::Head {
                let head = self.data(entry, value.size.min(HEAD))?;
                (row.print)(&Field::new(row, field_type, head, self.setting()))?;
            }
            let printed = Printed::unread(self.length(row, entry, field_type));
            self.emit(open, row, printed, absolute);
            return None;
        }
        let field = Field::new(row, field_type, self.data(entry, value.size)?, self.setting());
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
            NEW_SUBFILE_TYPE => {
                open.around.is_main = number == Some(0);
                if open.around.is_main {
                    self.main = Some(open.names);
                }
            }
            COMPRESSION => open.around.compression = number,
            _ => open.pictures.learn(id, variant, number),
        }
        open.thumbnail.learn(id, number, count);
        self.emit(open, row, printed, absolute);
        None
    }

    /// The length of a long value that is no text, as it is shown: that of as many numbers as are a list is the length of
    /// their text, for which they must be read; of more, and of bytes, it is their size.
    fn length(&self, row: &'static Row, entry: &RawEntry<'a>, field_type: FieldType) -> u64 {
        let is_short = entry.count <= u64::from(self.cx.limits.array);
        let is_list = row.read.is_none() && field_type != FieldType::UNDEFINED && is_short;
        let size = entry.value.size;
        let data = if is_list && self.cx.shows_tags { self.data(entry, size) } else { None };
        data.map_or(size, |data| Field::new(row, field_type, data, self.setting()).text_len(0))
    }

    /// Emits a tag that no table names, as it is stored: `Exif_0xc5d9`.
    fn unknown(&mut self, open: &Open<'a>, entry: &RawEntry<'a>, field_type: FieldType) -> Option<Outcome> {
        let RawEntry { tag: id, value, .. } = *entry;
        let absolute = self.window.view.absolute(value.at);
        let printed = if value.size > LONG {
            Printed::unread(value.size)
        } else {
            let data = self.data(entry, value.size)?;
            super::convert::stored(&Field::new(&UNKNOWN, field_type, data, self.setting()))?
        };
        let name = bumpalo::format!(in self.cx.arena, "Exif_0x{:04x}", id).into_bump_str();
        let tag = self.made(&open.directory.group, name, printed, absolute);
        self.sink.tags.push(tag);
        None
    }

    /// The first bytes of a value, which cost as many where they do not lie in the entry.
    fn data(&self, entry: &RawEntry<'a>, size: u64) -> Option<Bytes<'a>> {
        if !entry.value.inline {
            self.cx.spend(size)?;
        }
        self.window.bytes(entry, 0, usize::try_from(size).ok()?)
    }

    fn setting(&self) -> Setting<'a> {
        Setting { order: self.window.layout.order, base: self.base, make: self.make, cx: self.cx }
    }

    /// Puts a tag into the sink.
    fn emit(&mut self, open: &Open<'a>, row: &'static Row, printed: Printed<'a>, absolute: u64) {
        let tag = self.made(&open.directory.group, row.name, printed, absolute);
        let group = &open.directory.group;
        // In a file of another kind IFD1 tells of the thumbnail alone [EXIF30 4.5.4].
        let is_thumbnail = *group == Group::Ifd(1) && !self.whole_file;
        let yields = is_thumbnail || (row.first && self.main != Some(open.names));
        let candidate = Candidate { tag, row, table: open.directory.table, yields };
        self.names.put(open.names, candidate, &mut self.sink.tags);
    }

    pub(super) fn made(
        &self,
        group: &Group<'static>,
        name: &'a str,
        printed: Printed<'a>,
        offset: u64,
    ) -> Tag<'a> {
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

/// A tag of the table, under the name that it has in its directory.
#[derive(Clone, Copy)]
struct Known {
    variant: Variant,
    row: &'static Row,
}

/// Whether an entry without a row of its own leads somewhere.
fn is_followed(table: Table, id: u16) -> bool {
    let directories = [SUB_IFDS, EXIF_IFD, GPS_IFD, INTEROP_IFD];
    table != Table::Gps && (directories.contains(&id) || blocks::IDS.contains(&id))
}
