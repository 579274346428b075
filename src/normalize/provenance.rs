//! Where each field's value came from.

use super::reconcile::Rule;
use crate::block::BlockKind;
use crate::tag::{Tag, Value};
use crate::text::CharsetRung;
use std::borrow::Cow;

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
    /// The block that held it.
    pub block: BlockKind,
    /// The byte of the file at which it stands.
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
    /// The offset tag of the other date of the exposure, where it shows the same time: cameras write one moment into both
    /// dates, and its offset often only once.
    SiblingTag,
    /// The difference between the local time and another clock of the same exposure that ran in UTC.
    UtcClock,
    /// Another date of the picture that shows the same time and states its offset, such as IIM's `190103+0200`.
    SameWallClock,
    /// None is known: the wall clock is shown as if it were UTC.
    Assumed,
}

/// Why a field has its value.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Provenance {
    /// The field.
    pub field: Cow<'static, str>,
    /// The tags that the value was made of; more than one where it was derived.
    pub winners: Vec<Carried>,
    /// The rule that chose it.
    pub rule: Rule,
    /// Of a date and time, where its offset from UTC came from.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub offset: Option<OffsetSource>,
    /// The tags that carried the field too and were passed over.
    pub losers: Vec<Carried>,
}
