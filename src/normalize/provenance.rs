//! Where each field's value came from.

use super::reconcile::Rule;
use crate::block::BlockKind;
use crate::tag::{Tag, Value};
use std::borrow::Cow;

/// One tag that carried a field.
#[derive(Clone, Debug, PartialEq)]
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
}

impl Carried {
    pub(crate) fn of(tag: &Tag<'_>) -> Self {
        Self {
            group: tag.group.to_string(),
            name: tag.full_name().into_owned(),
            value: tag.value.clone().into_owned(),
            block: tag.source.block,
            offset: tag.source.offset,
        }
    }
}

/// Why a field has its value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Provenance {
    /// The field.
    pub field: Cow<'static, str>,
    /// The tags that the value was made of; more than one where it was derived.
    pub winners: Vec<Carried>,
    /// The rule that chose it.
    pub rule: Rule,
    /// The tags that carried the field too and were passed over.
    pub losers: Vec<Carried>,
}
