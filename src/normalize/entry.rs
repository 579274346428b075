//! A field of the object: its identity, its value, and the origin of the value.

use super::fields::{FIELDS, Field};
use crate::block::BlockKind;
use crate::charset::CharsetRung;
use crate::metadata::FieldValue;
use crate::tag::{Tag, Value};
use std::borrow::Cow;

/// The identity of a field, ordered as in the object. The upper half is its row in the table. A field that is not in
/// the table comes before the row that follows its section; the lower half orders such fields by their first tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldId(u64);

impl FieldId {
    /// The lower half for a field of the table. It is the largest number, since the others come before the row.
    const KNOWN: u32 = u32::MAX;

    /// The field of this row of the table.
    pub fn known(row: usize) -> Self {
        Self::unknown(row, Self::KNOWN)
    }

    /// A field that is not in the table, before the row that follows its section.
    pub fn unknown(row: usize, order: u32) -> Self {
        Self((row as u64) << 32 | u64::from(order))
    }

    /// The row of a field of the table.
    #[allow(clippy::cast_possible_truncation)] // each cast keeps one half
    pub fn row(self) -> Option<usize> {
        (self.0 as u32 == Self::KNOWN).then_some((self.0 >> 32) as usize)
    }

    /// Its row of the table.
    pub fn in_table(self) -> Option<&'static Field> {
        FIELDS.get(self.row()?)
    }
}

/// A field of the object, with its value.
pub(crate) struct FieldEntry {
    pub field: FieldId,
    pub name: Cow<'static, str>,
    pub value: FieldValue,
    /// Boxed, since entries are moved and few callers ask for it.
    pub provenance: Option<Box<Provenance>>,
}

/// A derived field: its name, its value and the tags that it was made from.
pub(crate) struct DerivedField<'f, 'a> {
    pub field: &'static str,
    pub value: FieldValue,
    pub from: Vec<&'f Tag<'a>>,
}

impl DerivedField<'_, '_> {
    pub(crate) fn carried(&self) -> Vec<Carried> {
        self.from.iter().map(|tag| Carried::of(tag)).collect()
    }
}

/// One tag that carried a field.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Carried {
    /// The tag's group, as ExifTool names it.
    pub group: String,
    /// The tag's name.
    pub name: String,
    /// Its value as printed.
    pub value: Value<'static>,
    /// The block that contains it.
    pub block: BlockKind,
    /// Its offset in the file.
    pub offset: u64,
    /// How the character set of its text was found; `None` where nothing was in question.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub charset: Option<CharsetRung>,
}

impl Carried {
    pub(crate) fn of(tag: &Tag<'_>) -> Self {
        Self {
            group: tag.group.to_string(),
            name: tag.full_name().into_owned(),
            value: tag.value.clone().into_owned(),
            block: tag.source.block,
            offset: tag.source.offset,
            charset: tag.source.charset,
        }
    }
}

/// The rule by which a field's value was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Rule {
    /// Nothing else carried the field.
    Only,
    /// EXIF comes before its mirrors and before XMP and IIM.
    ExifFirst,
    /// XMP was written after IIM, as the digest shows, or there is no digest.
    XmpBeforeIim,
    /// IIM was changed after XMP was written: the digest differs.
    IimBeforeXmp,
    /// The policy that the caller chose puts this carrier first.
    Policy,
    /// The sidecar's XMP comes before the picture's own metadata.
    Sidecar,
    /// What lies beside the picture only fills gaps in its metadata.
    SidecarFills,
    /// A block in the place that its standard defines comes first.
    StandardPlace,
    /// The schema that the field belongs to comes before others with a property of the same name.
    HomeSchema,
    /// IIM was changed after XMP was written, but its value is XMP's, cut at the length that IIM allows.
    Truncated,
    /// IIM was changed after XMP was written, but has no value, so XMP's is kept.
    XmpFallback,
    /// The place that is shown comes before the older fields of the same name.
    LocationShown,
    /// If a tag is repeated, the first counts.
    FirstFound,
    /// The others were blank, or had no value that can be shown, such as an impossible date.
    NotBlank,
    /// The preferred value does not fit the field's type: a text instead of a date or a number.
    NotAValue,
    /// The others are texts that cameras and programs write by themselves.
    NotBoilerplate,
    /// If the file has two packets, the later one counts.
    LaterPacket,
    /// The language that was asked for, or the default of the alternatives.
    Language,
    /// Latitude, longitude and height come from one source, and this one has both coordinates.
    OnePlace,
    /// Made from other tags.
    Derived,
}

/// Where the offset of a date from UTC came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum OffsetSource {
    /// The date's own offset tag, such as `OffsetTimeOriginal`.
    OwnTag,
    /// The date's value itself.
    Value,
    /// The difference between the local time and the GPS time of the same exposure.
    Gps,
    /// The offset tag of the other date of the exposure, if that has the same time: cameras write one moment into
    /// both dates, but often only one offset.
    SiblingTag,
    /// The difference between the local time and another clock of the same exposure that runs in UTC.
    UtcClock,
    /// Another date of the picture that shows the same time and states its offset, such as IIM's `190103+0200`.
    SameWallClock,
    /// The time zone to which the camera's clock was set, as its maker note says.
    CameraZone,
    /// No offset is stored, since the standard of the format has UTC, and nothing in the file speaks against it.
    UtcByStandard,
    /// No offset is known: the wall clock is shown as if it were UTC.
    Assumed,
}

/// Why a field has its value.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Provenance {
    /// The field.
    pub field: Cow<'static, str>,
    /// The tags that the value was made from; several if it was derived.
    pub winners: Vec<Carried>,
    /// The rule that chose it.
    pub rule: Rule,
    /// Of a date and time, where its offset from UTC came from.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub offset: Option<OffsetSource>,
    /// The other tags that carried the field.
    pub losers: Vec<Carried>,
}
