//! Lists the entries of a block's directories as stored, for a second decoder of the same block.

use super::ifd::{Ifd, Structure};
use super::tags::{EXIF, GPS, Rows, UNKNOWN};
use super::value::{Field, Setting};
use super::walk::{TypedEntry, Visitor, walk};
use crate::block::Block;
use crate::context::Context;
use crate::tag::{Group, Value};
use crate::tiff::directory::{Directory, Entries, ValueRange};
use crate::tiff::types::FieldType;

/// What the walk through a block found.
#[derive(Default)]
pub struct Listing<'a> {
    pub entries: Vec<Entry<'a>>,
    /// The ranges of the block that directories and values occupy.
    pub spans: Vec<(u64, u64)>,
}

/// An entry and its value.
pub struct Entry<'a> {
    /// The group of the directory.
    pub group: Group<'static>,
    /// The position of the directory in the block.
    pub directory: u64,
    pub id: u16,
    field_type: FieldType,
    field: Field<'a>,
}

/// A number of an entry as stored. Real numbers are compared by their bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Int(i64),
    Fraction(i64, i64),
    Real(u64),
}

/// Lists the entries of an Exif block.
pub(crate) fn list<'a>(block: &Block<'a>, cx: &'a Context<'a>) -> Option<Listing<'a>> {
    let (structure, first) = Structure::open(block, cx)?;
    let mut lister = Lister { structure: &structure, listing: Listing::default() };
    walk(&structure, first, &mut lister);
    Some(lister.listing)
}

/// Lists what a walk visits.
struct Lister<'s, 'a> {
    structure: &'s Structure<'a>,
    listing: Listing<'a>,
}

impl<'a> Visitor<'a> for Lister<'_, 'a> {
    type Scene = ();

    fn enter(&mut self, _: &Ifd, directory: &Directory<'a>, _: &Entries<'a>) {
        let span = directory.span();
        self.listing.spans.push((span.start, span.end));
    }

    fn pointer(&mut self, ifd: &Ifd, value: &TypedEntry<'_, 'a>) {
        self.value(ifd, &mut (), value, None);
    }

    fn value(&mut self, ifd: &Ifd, (): &mut (), value: &TypedEntry<'_, 'a>, _: Option<Rows>) {
        let Structure { window, base, cx, .. } = *self.structure;
        let TypedEntry { entry, field_type } = *value;
        let ValueRange { at, size, inline } = entry.value;
        let Some(bytes) = usize::try_from(size).ok().and_then(|size| window.bytes(entry, 0, size)) else {
            return;
        };
        let setting = Setting { order: window.layout.order, base, cx };
        let (group, directory) = (ifd.group.clone(), ifd.offset);
        let field = UNKNOWN.field(field_type, bytes, setting);
        self.listing.entries.push(Entry { group, directory, id: entry.tag, field_type, field });
        if !inline {
            self.listing.spans.push((at, at.saturating_add(size)));
        }
    }
}

impl<'a> Entry<'a> {
    /// The bytes of the value.
    pub fn bytes(&self) -> &'a [u8] {
        self.field.bytes().as_slice()
    }

    /// The offset of the value in the file.
    pub fn offset(&self) -> u64 {
        self.field.bytes().absolute(0)
    }

    /// Whether the value is text.
    pub fn is_text(&self) -> bool {
        self.field_type == FieldType::ASCII
    }

    /// Whether the value consists of bytes without a defined meaning.
    pub fn is_bytes(&self) -> bool {
        matches!(self.field_type, FieldType::BYTE | FieldType::UNDEFINED)
    }

    /// Whether its type is one of TIFF 6.0.
    pub fn is_classic(&self) -> bool {
        self.field_type.is_classic()
    }

    /// The integers that are not negative.
    pub fn whole(&self) -> impl Iterator<Item = u64> + '_ {
        self.numbers().filter_map(|number| match number {
            Number::Int(number) => u64::try_from(number).ok(),
            _ => None,
        })
    }

    /// The numbers; none for text.
    pub fn numbers(&self) -> impl Iterator<Item = Number> + '_ {
        self.field.numbers().map(|value| match value {
            Value::Int(number) => Number::Int(number),
            Value::Rational { num, den } => Number::Fraction(num, den),
            Value::Real(number) => Number::Real(number.to_bits()),
            Value::Text(text) if text == "Inf" => Number::Real(f64::INFINITY.to_bits()),
            Value::Text(text) if text == "-Inf" => Number::Real(f64::NEG_INFINITY.to_bits()),
            _ => Number::Real(f64::NAN.to_bits()),
        })
    }
}

/// The name of a tag in its directory; empty if no table has it.
pub(crate) fn name(group: &Group<'_>, id: u16) -> &'static str {
    let table = if *group == Group::Gps { &GPS } else { &EXIF };
    table.get(id).map_or("", |rows| rows.usual().name)
}
