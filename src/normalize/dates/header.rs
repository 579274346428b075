//! The dates in the header of a film, beside a local clock of its camera.

use super::{moment, zones};
use crate::block::BlockKind;
use crate::normalize::carrier::is_group;
use crate::normalize::entry::OffsetSource;
use crate::normalize::input::Input;
use crate::tag::Tag;
use chrono::NaiveDateTime;

/// The group of the header's dates, and their names.
const GROUP: &str = "QuickTime";
const NAMES: [&str; 2] = ["CreateDate", "ModifyDate"];

/// The offset of a local clock of the camera from the difference between it and the header of the film. That there is
/// none proves nothing: the header may be local as well.
pub(super) fn beside(wall: NaiveDateTime, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    let header = input.tags.iter().find(|tag| is_header(tag) && tag.name == *"CreateDate")?;
    let (utc, _) = moment::of(header, input.tags)?;
    let offset = zones::between((wall - utc).num_seconds()).filter(|offset| *offset != 0)?;
    Some((offset, OffsetSource::UtcClock))
}

/// Whether the tag is a date of the header of a film.
pub(super) fn is_header(tag: &Tag<'_>) -> bool {
    tag.source.block == BlockKind::QuickTime && is_group(&tag.group, GROUP) && NAMES.contains(&&*tag.name)
}
