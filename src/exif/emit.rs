//! Makes a tag of a directory entry.

use super::blocks;
use super::condition::{Circumstances, Registers};
use super::convert::{self, Printed};
use super::facts;
use super::ifd::{Ifd, LONG, Structure};
use super::leaders::{self, Candidate, Leaders};
use super::parts::{self, GEO_DIRECTORY, GEO_DOUBLES, GEO_TEXT, Geo};
use super::pictures::{self, Pictures, Shown, Thumbnail};
use super::private;
use super::tags::{Long, Rows, Tag as Row, UNKNOWN};
use super::value::{Field, Setting};
use super::walk::{TypedEntry, Visitor, walk};
use crate::block::{Block, BlockKind, Root};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::sink::{MakerNote, Sink};
use crate::tag::{Group, Origin, Tag, Value};
use crate::tiff::directory::{Directory, Entries, RawEntry, ValueRange, Window};
use crate::tiff::header::Layout;
use crate::tiff::ids::{DNG_PRIVATE_DATA, MAKE, MAKER_NOTE, MODEL, NEW_SUBFILE_TYPE, SOFTWARE};
use crate::tiff::types::FieldType;
use std::borrow::Cow;

/// Any value longer than this is shown only by its length.
const LONGEST: u64 = 10 * 1024 * 1024;
/// How many bytes of a long value are read to decide whether it is shown.
const HEAD: u64 = 1024;

/// Reads all directories of `block`. Blocks of other kinds in it are put into `sink` without being decoded.
pub(super) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let before = sink.tags.len();
    if let Some((structure, first)) = Structure::open(block, cx) {
        if cx.shows_tags {
            facts::byte_order(&structure, sink);
        }
        walk(&structure, first, &mut Emit::new(&structure, sink));
        if cx.shows_tags && sink.camera.file_type == "TIFF" && block.data.absolute(0) == 0 {
            facts::pages(sink);
        }
    }
    if !block.standard && before > 0 {
        leaders::keep_first(&mut sink.tags, before);
    }
}

/// Puts the maker note that begins with the first directory of `block` into `sink`.
pub(super) fn note<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    if let Root::Note { way, group, order } = block.root {
        let window = Window::tiff(block.data, Layout { order, big: false });
        sink.notes.push(MakerNote {
            window,
            at: 0,
            size: block.data.len(),
            way: Some(way),
            group: Group::Other(Cow::Borrowed(group)),
        });
        return;
    }
    if let Some((structure, first)) = Structure::open(block, cx) {
        let (window, at) = (structure.window, first.offset);
        sink.notes.push(MakerNote {
            window,
            at,
            size: window.view.len().saturating_sub(at),
            way: None,
            group: Group::ExifIfd,
        });
    }
}

/// Makes tags of the entries.
struct Emit<'s, 'a> {
    structure: &'s Structure<'a>,
    sink: &'s mut Sink<'a>,
    /// The offset of a nested TIFF structure, once one has been found.
    inner: Option<u64>,
    /// The camera's maker and model, if they have been read already.
    make: &'a str,
    model: &'a str,
    leaders: Leaders<'a>,
    /// The index in `leaders` of the group whose directory was last declared to hold the main picture.
    main: Option<usize>,
    /// The names of the pictures that were found, and their positions in the sink.
    shown: Vec<(&'static str, usize)>,
}

/// The state of a directory while it is read.
struct Scene {
    /// The index of its group in `Emit::leaders`.
    group: usize,
    /// The values that conditions refer to.
    registers: Registers,
    pictures: Pictures,
    thumbnail: Thumbnail,
    /// Whether its `GeoTIFF` values are decoded elsewhere, from the key directory.
    has_geo_keys: bool,
    geo: Geo,
}

impl<'a> Visitor<'a> for Emit<'_, 'a> {
    type Scene = Scene;

    fn enter(&mut self, ifd: &Ifd, _: &Directory<'a>, entries: &Entries<'a>) -> Scene {
        Scene {
            group: self.leaders.group(&ifd.group, ifd.table, self.structure.cx),
            registers: Registers::default(),
            pictures: Pictures::default(),
            thumbnail: Thumbnail::default(),
            has_geo_keys: entries.tags().any(|id| id == GEO_DIRECTORY),
            geo: Geo::default(),
        }
    }

    fn value(&mut self, ifd: &Ifd, scene: &mut Scene, value: &TypedEntry<'_, 'a>, rows: Option<Rows>) {
        let id = value.entry.tag;
        if self.structure.cx.shows_tags {
            scene.geo.learn(id, value.entry.value);
            self.sink.blocks.extend(parts::part(self.structure, ifd.table, id, value.entry.value));
        }
        if rows.is_none() && parts::is_part(ifd.table, id) && !self.structure.cx.unknown {
            return;
        }
        if ifd.table.is_tiff {
            match id {
                id if blocks::IDS.contains(&id) => {
                    let block = blocks::block(self.structure, ifd, id, value.entry.value, &mut self.inner);
                    self.sink.blocks.extend(block);
                    return;
                }
                MAKER_NOTE => {
                    let (window, ValueRange { at, size, .. }) = (self.structure.window, value.entry.value);
                    self.sink.notes.push(MakerNote { window, at, size, way: None, group: ifd.group.clone() });
                    return;
                }
                DNG_PRIVATE_DATA if !value.entry.value.inline => {
                    self.sink.notes.extend(private::note(self.structure.window, value.entry.value));
                }
                GEO_DOUBLES | GEO_TEXT if scene.has_geo_keys => return,
                _ => {}
            }
        }
        let row = rows.and_then(|rows| {
            rows.choose(|| {
                let Structure { whole_file, is_cr2, window, .. } = *self.structure;
                let (make, model, registers) = (self.make, self.model, scene.registers);
                let (group, entry) = (&ifd.group, value.entry);
                Circumstances { whole_file, is_cr2, make, model, group, registers, window, entry }
            })
        });
        // A value that is not shown leaves no trace.
        let _ = match row {
            Some(row) => self.tag(ifd, scene, row, value),
            None => self.unknown(ifd, value),
        };
    }

    fn leave(&mut self, ifd: &Ifd, scene: Scene) {
        for picture in scene.pictures.found() {
            if let Some(shown) = pictures::picture(self.structure, ifd, picture) {
                self.picture(ifd, shown);
            }
        }
        if let Some(shown) = pictures::thumbnail(self.structure, &scene.thumbnail) {
            let tag = self.made(&ifd.group, shown.name, shown.printed, shown.offset);
            self.sink.tags.push(tag);
        }
        self.sink.blocks.extend(scene.geo.part(self.structure));
    }
}

impl<'s, 'a> Emit<'s, 'a> {
    fn new(structure: &'s Structure<'a>, sink: &'s mut Sink<'a>) -> Self {
        let (make, model, leaders) = ("", "", Leaders::default());
        Self { structure, sink, inner: None, make, model, leaders, main: None, shown: Vec::new() }
    }

    /// Decodes a value and emits its tag. `None` if the tag is not shown.
    fn tag(
        &mut self,
        ifd: &Ifd,
        scene: &mut Scene,
        row: &'static Row,
        value: &TypedEntry<'_, 'a>,
    ) -> Option<()> {
        let RawEntry { tag: id, count, value: range, .. } = *value.entry;
        let is_text = matches!(value.field_type, FieldType::ASCII | FieldType::UTF8);
        let is_long = !is_text && (range.size > LONG || count > u64::from(self.structure.cx.limits.array));
        if is_long && (row.long != Long::Whole || range.size > LONGEST) {
            if row.long == Long::Head {
                (row.print)(&self.field(row, value, range.size.min(HEAD))?)?;
            }
            let printed = Printed::unread(self.length(row, value));
            self.emit(ifd, scene, row, printed, range.at);
            return Some(());
        }
        let field = self.field(row, value, range.size)?;
        let printed = (row.print)(&field)?.with_charset(field.charset());
        let number = match field.number(0) {
            Some(Value::Int(number)) => Some(number),
            _ => None,
        };
        match id {
            MAKE => self.make = field.text(),
            MODEL => self.model = field.text(),
            SOFTWARE if ifd.group == Group::Ifd(0) => self.sink.camera.software = field.text(),
            NEW_SUBFILE_TYPE if number == Some(0) => self.main = Some(scene.group),
            _ => {}
        }
        if ifd.group == Group::Ifd(0) && matches!(id, MAKE | MODEL) {
            let camera = &mut self.sink.camera;
            (camera.make, camera.model) = (self.make, self.model);
        }
        if let Some(register) = row.sets {
            scene.registers.set(register, number);
        }
        if let Some(picture) = row.picture {
            scene.pictures.learn(id, picture, number);
        }
        scene.thumbnail.learn(id, number, count);
        self.emit(ifd, scene, row, printed, range.at);
        Some(())
    }

    /// The length that is shown for a long value that is not text. If the value is short enough to be a list, this is
    /// the length of its numbers as text, which requires reading them. Otherwise, and for bytes, it is the size.
    fn length(&self, row: &'static Row, value: &TypedEntry<'_, 'a>) -> u64 {
        let cx = self.structure.cx;
        let is_short = value.entry.count <= u64::from(cx.limits.array);
        let is_list = row.read.is_none() && value.field_type != FieldType::UNDEFINED && is_short;
        let size = value.entry.value.size;
        let field = if is_list && cx.shows_tags { self.field(row, value, size) } else { None };
        field.map_or(size, |field| field.text_len(0))
    }

    /// Emits a tag that no table lists, with its value as stored: `Exif_0xc5d9`.
    fn unknown(&mut self, ifd: &Ifd, value: &TypedEntry<'_, 'a>) -> Option<()> {
        let RawEntry { tag: id, value: range, .. } = *value.entry;
        let printed = if range.size > LONG {
            Printed::unread(range.size)
        } else {
            let field = self.field(&UNKNOWN, value, range.size)?;
            convert::stored(&field)?.with_charset(field.charset())
        };
        let name = bumpalo::format!(in self.structure.cx.arena, "Exif_0x{:04x}", id).into_bump_str();
        let tag = self.made(&ifd.group, name, printed, self.structure.absolute(range.at));
        self.sink.tags.push(Tag { known: false, ..tag });
        Some(())
    }

    /// Reads the first bytes of a value as its row requires. Bytes outside the entry are charged to the budget.
    fn field(&self, row: &'static Row, value: &TypedEntry<'_, 'a>, size: u64) -> Option<Field<'a>> {
        let Structure { cx, window, base, .. } = *self.structure;
        if !value.entry.value.inline {
            cx.spend(size)?;
        }
        let data: Bytes<'a> = window.bytes(value.entry, 0, usize::try_from(size).ok()?)?;
        let setting = Setting { order: window.layout.order, base, cx };
        Some(row.field(value.field_type, data, setting))
    }

    /// Adds a tag, resolving conflicts with other tags of the same name.
    fn emit(&mut self, ifd: &Ifd, scene: &Scene, row: &'static Row, printed: Printed<'a>, at: u64) {
        let tag = self.made(&ifd.group, row.name, printed, self.structure.absolute(at));
        // In a file of another format, IFD1 describes only the thumbnail [EXIF30 4.5.4].
        let is_thumbnail = ifd.group == Group::Ifd(1) && !self.structure.whole_file;
        let yields = is_thumbnail || (row.first && self.main != Some(scene.group));
        let candidate = Candidate { tag, slot: row.slot, table: ifd.table, yields };
        self.leaders.put(scene.group, candidate, &mut self.sink.tags);
    }

    /// Emits a picture. If there are several previews or several thumbnails, the last one is kept.
    fn picture(&mut self, ifd: &Ifd, shown: Shown<'a>) {
        let name = shown.name;
        let tag = self.made(&ifd.group, name, shown.printed, shown.offset);
        let is_single = matches!(name, "PreviewImage" | "JpgFromRaw" | "ThumbnailImage");
        let old = self.shown.iter().find(|(known, _)| is_single && *known == name);
        if let Some(old) = old.and_then(|(_, place)| self.sink.tags.get_mut(*place)) {
            *old = tag;
            return;
        }
        self.shown.push((name, self.sink.tags.len()));
        self.sink.tags.push(tag);
    }

    fn made(&self, group: &Group<'static>, name: &'a str, printed: Printed<'a>, offset: u64) -> Tag<'a> {
        let charset = printed.charset;
        let standard = self.structure.standard;
        let source = Origin { block: BlockKind::Exif, offset, standard, charset };
        let tag = Tag::new(group.clone(), name, printed.value, printed.raw, source);
        Tag { stored: printed.stored, ..tag }
    }
}
