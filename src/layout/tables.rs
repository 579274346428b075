//! The tables of tags, compiled from the files `tables.tsv` of the rooms and from the files `tags.tsv` of their folders.
//!
//! All rows are numbers that refer to a few shared arrays, so that nearly ten thousand rows cost little memory and no
//! work when the program starts.

use super::format::Format;
use crate::codes::{Codes, MAKERS};
use crate::formula::{self, Input, Item, Scene};

/// A table of tags: one kind of directory, record or text in a maker note.
pub(crate) struct Table {
    pub shape: Shape,
    /// The format of values in a record whose row names none.
    pub default: Format,
    /// The index in `GROUPS` of the group whose name its tags bear.
    pub group: u8,
    /// How its bytes are enciphered.
    pub cipher: Cipher,
    /// The index of its first row, and the number of its rows.
    first: u16,
    len: u16,
    /// The index in `PICTURES` of its first picture, and their number.
    first_picture: u8,
    picture_count: u8,
    /// Whether a row has to be read before the others.
    pub has_early: bool,
    /// Whether it, or a table that it leads to, has a row from which a field is made.
    pub feeds_fields: bool,
    /// How many bytes of a record are needed for fields.
    pub reach: u32,
}

/// How the values of a table lie in its bytes. Each shape has a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A TIFF directory.
    Ifd,
    /// A run of bytes with values at fixed offsets.
    Record,
    /// Values that follow each other, with counts that depend on earlier ones.
    Serial,
    /// Numbers of 16 bits that hold an identifier and a value.
    Pairs,
    /// Groups of settings, each with its number and its values.
    Groups,
    /// An Apple property list.
    Plist,
    /// Text with keys.
    Text(Notation),
    /// A directory of Phase One's own.
    PhaseOne,
    /// Nikon's list of settings.
    Settings,
    /// The settings of Nikon's raw converter.
    Capture,
    /// Nikon's list of offsets of parts of the file.
    Offsets,
    /// Print image matching.
    PrintIm,
    /// Sony's list of records.
    MoreInfo,
    /// Canon's heap of records.
    Heap,
    /// Canon's timed metadata: sizes, types and values. What stands before a value has so many bytes.
    Timed(u8),
    /// An ICC profile: a header, and tags with signatures.
    Profile,
    /// The keys and values in an ICC profile.
    Dictionary,
    /// Boxes, each with a type of four characters.
    Boxes,
    /// Boxes of user data, some of which hold texts in several languages.
    UserData,
    /// Boxes of metadata items, each with its data in boxes of their own.
    Items,
    /// The list of keys to which metadata items refer.
    Keys,
    /// Values of 32 bits behind codes of four characters.
    Codes,
    /// Values with numbers and types of TIFF.
    Typed,
    /// Properties of Microsoft's.
    Xtra,
    /// Texts and values with languages and types.
    Texts,
    /// The properties of pictures, and which picture has them.
    Properties,
    /// Descriptions of samples: records that follow each other, with boxes at their ends.
    Samples,
    /// `GeoTIFF` keys, with the values that they refer to.
    GeoKeys,
    /// The directory of a Fujifilm raw.
    FujiDirectory,
    /// The comments of a PostScript program.
    Comments,
    /// The layers of a Photoshop document.
    Layers,
    /// The settings in the header of a Sigma raw: kinds, and a real number for each.
    X3fSettings,
    /// The properties of a Sigma raw: keys and values in UTF-16.
    X3fProperties,
    /// The chunks of a RIFF file or of a list in it.
    Riff,
    /// A shape of an application segment or of a trailer of a JPEG.
    Segment(SegmentShape),
    /// The elements of Matroska.
    Matroska,
    /// An XML document that is no XMP.
    Xml,
    /// Camera motion metadata.
    Camm,
    /// XML, of whose elements names are made.
    Document,
    /// `GoPro`'s keys of four letters.
    Gpmf,
    /// Values that another shape reads, in their order.
    Values,
    /// Not read: `skipped.tsv` says why.
    Unread,
}

/// The shapes of application segments and of trailers. The files of `src/segments/` read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SegmentShape {
    /// Numbers, lengths and values, as Adobe's program for the web writes them.
    Ducky,
    /// Keys and values in the text of JPEG-HDR, and the picture behind it.
    Hdr,
    /// Elements of XML.
    Elements,
    /// Datasets of IPTC whose values are numbers.
    Datasets,
    /// Names, texts and numbers of Ricoh's survey cameras.
    Survey,
    /// Names and typed values of Qualcomm's cameras.
    Qualcomm,
    /// Four letters, a length and a value each.
    Chunks,
    /// The list of the images of a multi-picture file.
    MpImages,
    /// FLIR's directory of records.
    Fff,
    /// FLIR's measurements.
    Measurements,
    /// The streams of `FlashPix`.
    Fpxr,
    /// A property set of `FlashPix`.
    Properties,
    /// Canon's recipes.
    Recipes,
    /// Canon's edits.
    Edits,
    /// Canon's newer recipe.
    Dr4,
    /// The blocks that Samsung's phones append.
    Seft,
    /// The group of a MIE file.
    Mie,
}

/// How keys and values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `[key:value]`.
    Brackets,
    /// `key=value`, up to the end of the line.
    Assignments,
    /// `Kv;`: letters and hexadecimal digits.
    Letters,
    /// `KEY:valu`: capitals and four characters, or three before the end.
    Words,
    /// `Key:value`, the keys of the rows, among other bytes; and at the end a JPEG.
    Labels,
}

/// How bytes are enciphered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cipher {
    None,
    /// Sony's substitution of each byte.
    Sony,
    /// Nikon's stream, whose keys are the serial number and the shutter count.
    Nikon,
}

/// A row: how one tag is read and shown.
pub(crate) struct Row {
    /// The tag number in a directory; the byte offset in a record; the index of its key in a text.
    pub id: u32,
    /// The index in `SLOTS` of its name.
    pub slot: u16,
    /// The format as which the value is read. `Format::Stored`: as its entry or its table says.
    pub format: Format,
    /// How many values a record has here; 0: as the format needs. With `COUNT_IS_FORMULA`, a formula that says it.
    pub count: u32,
    /// The bits that count, if not all; the value is shifted down to the lowest of them.
    pub mask: u32,
    /// Formulas, by their numbers; 0 if there is none.
    pub when: u16,
    pub value: u16,
    pub print: u16,
    /// Moves the offsets of this row and of the later rows of a record.
    pub shift: u16,
    /// The index of its set of meanings, counted from 1.
    codes: u16,
    pub flags: Flags,
    /// The register that remembers the value, counted from 1, and a formula for what it remembers if that is not the
    /// stored value.
    pub sets: u8,
    pub remembers: u16,
    /// The index in `SUBTABLES` of what the value leads to, counted from 1.
    pub subtable: u16,
}

/// What is special about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flags(pub u32);

impl Flags {
    /// Shown only if unknown tags are asked for.
    pub const UNKNOWN: Self = Self(1);
    /// Never shown, only remembered.
    pub const HIDDEN: Self = Self(1 << 1);
    /// Shown by its length.
    pub const BINARY: Self = Self(1 << 2);
    /// Counted from the start of the file.
    pub const OFFSET: Self = Self(1 << 3);
    /// Does not take the place of a value that is there.
    pub const LOW: Self = Self(1 << 4);
    /// The meanings are those of bits.
    pub const BITS: Self = Self(1 << 5);
    /// A number without a meaning is shown in hexadecimal.
    pub const HEX: Self = Self(1 << 6);
    /// A field is made of it.
    pub const FIELD: Self = Self(1 << 7);
    /// The count is a formula.
    pub const COUNT_IS_FORMULA: Self = Self(1 << 8);
    /// The value formula decides whether the row is shown.
    pub const RAW: Self = Self(1 << 9);
    /// Shown by its length if it is long.
    pub const LONG: Self = Self(1 << 10);

    /// Read before the other rows of its directory.
    pub const EARLY: Self = Self(1 << 12);
    /// No usual value takes its place.
    pub const HIGH: Self = Self(1 << 13);
    /// The printed form is a list, whose items formulas put on a line each.
    pub const LIST: Self = Self(1 << 14);
    /// It is read even if only fields are wanted: one is made of it, it leads to such a row, or it sets a register that
    /// such a row asks for.
    pub const FEEDS: Self = Self(1 << 16);
    /// Of several numbers whose bits have meanings, each has eight.
    pub const OCTETS: Self = Self(1 << 15);
    /// A text of 3GPP, with a version and a language before it.
    pub const LINGUAL: Self = Self(1 << 17);
    /// An alternative to the row before it, at the same place of a record.
    pub const SAME_PLACE: Self = Self(1 << 11);

    /// Whether any of these flags is set.
    pub fn has(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }
}

/// A picture in the file to which two tags of a directory point.
pub(crate) struct Picture {
    /// The tags with its offset and its length.
    pub start: u16,
    pub length: u16,
    /// How it is shown.
    pub row: Row,
}

/// What the value of a row leads to.
pub(crate) struct Subtable {
    /// The index in `TABLES`.
    table: u16,
    /// A formula for the offset at which it starts; 0: where the value is.
    pub start: u16,
    /// Whether `start` counts from the value and not from the base.
    pub start_is_relative: bool,
    /// A formula over the value: the part is read only if it is true.
    pub check: u16,
    pub order: Order,
    /// What offsets in it are counted from.
    pub base: Base,
    pub process: Process,
}

/// How a part is read, if not as its table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // the facts name all of them
pub(crate) enum Process {
    None,
    /// Canon's notes end with a copy of the TIFF header that tells where they stood.
    Canon,
    /// The directory has to be searched.
    Search,
    /// The same for notes of which nothing is known, so that nothing is wrong if there is none.
    Guess,
    KodakPatch,
    KodakIfd,
    Ge2,
    LeicaBase,
    /// Enciphered with Nikon's stream from this byte on.
    Nikon(u16),
    /// Enciphered with Nikon's stream, with the number of its offsets at this byte.
    NikonOffsets(u16),
    CaptureVersions,
    /// A TIFF structure of its own.
    Tiff,
    /// The note is only text.
    Text,
    /// IPTC, which has a decoder of its own.
    Iptc,
    /// A track of a film, whose tags have a group of their own.
    Track,
}

/// The byte order of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// As that of the part it belongs to.
    Same,
    Big,
    Little,
    /// To be found from the number of entries.
    Guess,
}

/// What offsets are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// As in the part it belongs to.
    Same,
    /// This far after the start of the directory.
    Start(i32),
    /// This far after what offsets of the TIFF structure are counted from.
    At(i32),
    /// The start of the file.
    File,
}

/// A name with its group.
struct Slot {
    start: u32,
    len: u8,
}

impl Table {
    /// The rows, sorted by tag number or in the order of their offsets.
    pub fn rows(&self) -> &'static [Row] {
        let first = usize::from(self.first);
        ROWS.get(first..first + usize::from(self.len)).unwrap_or_default()
    }

    /// The rows of a tag, in the order in which they are tried.
    pub fn tag(&self, id: u32) -> &'static [Row] {
        let rows = self.rows();
        let start = rows.partition_point(|row| row.id < id);
        let rest = rows.get(start..).unwrap_or_default();
        let len = rest.iter().take_while(|row| row.id == id).count();
        rest.get(..len).unwrap_or_default()
    }

    /// The pictures to which two of its tags point.
    pub fn pictures(&self) -> &'static [Picture] {
        let first = usize::from(self.first_picture);
        PICTURES.get(first..first + usize::from(self.picture_count)).unwrap_or_default()
    }

    /// The name of its group.
    pub fn group(&self) -> &'static str {
        GROUPS.get(usize::from(self.group)).copied().unwrap_or_default()
    }
}

impl Row {
    /// The name of the tag.
    pub fn name(&self) -> &'static str {
        let Some(slot) = SLOTS.get(usize::from(self.slot)) else { return "" };
        text(slot.start, slot.len)
    }

    /// The meanings of its values.
    pub fn codes(&self) -> Option<&'static Codes> {
        MAKERS.get(usize::from(self.codes).checked_sub(1)?)
    }

    /// What its value leads to.
    pub fn leads_to(&self) -> Option<&'static Subtable> {
        SUBTABLES.get(usize::from(self.subtable).checked_sub(1)?)
    }
}

impl Subtable {
    /// The table by which it is read.
    pub fn table(&self) -> &'static Table {
        table(self.table)
    }
}

/// The table at an index.
pub(crate) fn table(index: u16) -> &'static Table {
    TABLES.get(usize::from(index)).unwrap_or(&NONE)
}

/// The table of this name, which is none of a maker note.
pub(crate) fn named(name: &str) -> Option<&'static Table> {
    let at = NAMED.binary_search_by_key(&name, |(name, _)| name).ok()?;
    NAMED.get(at).map(|(_, index)| table(*index))
}

/// The value of a formula.
pub(crate) fn evaluate<'a>(formula: u16, input: Input<'a>, scene: &dyn Scene<'a>) -> Item<'a> {
    let Some(at) = PROGRAMS.get(usize::from(formula)) else { return Item::None };
    formula::evaluate(&CODE, *at, input, scene)
}

/// The key of a row in a text or a list.
pub(crate) fn key(id: u32) -> &'static str {
    KEYS.get(id as usize).copied().unwrap_or_default()
}

/// How many names there are.
pub(crate) const SLOT_COUNT: usize = SLOTS.len();

fn text(start: u32, len: u8) -> &'static str {
    let start = start as usize;
    NAMES.get(start..start + usize::from(len)).unwrap_or_default()
}

static NONE: Table = Table {
    shape: Shape::Unread,
    default: Format::Stored,
    group: 0,
    cipher: Cipher::None,
    first: 0,
    len: 0,
    first_picture: 0,
    picture_count: 0,
    has_early: false,
    feeds_fields: false,
    reach: 0,
};

/// A row without any rule.
pub(crate) static ROWS_NONE: Row = row(0, 0, Format::Stored, 0, 0, [0; 5], 0, 0, 0, 0);

/// A row as the generated tables write it.
#[allow(clippy::too_many_arguments)] // only generated code calls it
const fn row(
    id: u32,
    slot: u16,
    format: Format,
    count: u32,
    mask: u32,
    [when, value, print, shift, remembers]: [u16; 5],
    codes: u16,
    flags: u32,
    sets: u8,
    subtable: u16,
) -> Row {
    Row {
        id,
        slot,
        format,
        count,
        mask,
        when,
        value,
        print,
        shift,
        codes,
        flags: Flags(flags),
        sets,
        remembers,
        subtable,
    }
}

include!("generated/tables.rs");
include!("generated/formulas.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_left_out_and_each_has_a_reason() {
        let text = include_str!("../makernote/skipped.tsv");
        let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
        let known = ROWS.len() + rows.len();
        assert!(rows.len() * 20 <= known, "{} of {known}", rows.len());
        for row in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            assert!(cells.len() == 4 && cells.iter().all(|cell| !cell.is_empty()), "{row}");
        }
    }

    #[test]
    fn rows_are_found_by_their_numbers() {
        for table in TABLES.iter().filter(|table| table.shape == Shape::Ifd) {
            assert!(table.rows().is_sorted_by_key(|row| row.id), "{}", table.group());
            for row in table.rows() {
                assert!(table.tag(row.id).iter().any(|found| std::ptr::eq(found, row)), "{}", row.name());
            }
        }
    }

    #[test]
    fn what_rows_refer_to_is_there() {
        for row in &ROWS {
            assert!(!row.name().is_empty());
            assert_eq!(row.codes > 0, row.codes().is_some(), "{}", row.name());
            assert_eq!(row.subtable > 0, row.leads_to().is_some(), "{}", row.name());
            assert!(usize::from(row.sets) <= REGISTERS, "{}", row.name());
            for formula in [row.when, row.value, row.print, row.shift, row.remembers] {
                assert!(usize::from(formula) < PROGRAMS.len(), "{}", row.name());
            }
        }
    }
}
