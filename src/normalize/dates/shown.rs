//! The date of a tag in ISO 8601, completed with the time, the fraction and the offset from other tags.

use super::datetime::{self, NoDate, Stamp};
use super::{films, moment, offsets};
use crate::issue_code::IssueCode;
use crate::metadata::FieldValue;
use crate::normalize::entry::OffsetSource;
use crate::normalize::input::Input;
use crate::normalize::options::Dates;
use crate::normalize::text::trimmed;
use crate::normalize::unknown;
use crate::tag::{Group, Tag};
use chrono::{NaiveDateTime, NaiveTime, Timelike};

/// The value of a tag in a date field.
pub(crate) struct ShownDate {
    pub value: FieldValue,
    /// Where the offset came from; `None` if there is no time.
    pub offset: Option<OffsetSource>,
    /// Whether it is a full or partial date, rather than some other text.
    pub is_date: bool,
}

/// A date and its time from two tags.
pub(crate) fn of_two(date: &Tag<'_>, time: &Tag<'_>, input: &Input<'_, '_>) -> Option<ShownDate> {
    let (wall, stated) = moment::both(date, time)?;
    // GPS time is UTC [EXIF30 4.6.7.1.8].
    let utc = || (date.group == Group::Gps).then_some((0, OffsetSource::Gps));
    let offset = stated.map(|offset| (offset, OffsetSource::Value)).or_else(utc);
    shown(wall, offset.or_else(|| offsets::of(wall, date, input)), date, input)
}

/// A date, or a date and time, from one tag.
pub(crate) fn of_one(tag: &Tag<'_>, text: &str, input: &Input<'_, '_>) -> Option<ShownDate> {
    let plain = |text: String, is_date| ShownDate { value: FieldValue::Text(text), offset: None, is_date };
    match datetime::parse(text) {
        Ok(Stamp::Moment { mut wall, offset }) => {
            if wall.nanosecond() == 0
                && let Some(nanos) = offsets::fraction(tag, input)
            {
                wall = wall.with_nanosecond(nanos)?;
            }
            let stated = offset.map(|offset| (offset, OffsetSource::Value));
            let found = || films::of(wall, tag, input).or_else(|| offsets::of(wall, tag, input));
            shown(wall, stated.or_else(found), tag, input)
        }
        Ok(Stamp::Date(day)) => {
            input.issue(IssueCode::TimeAssumed, tag, "has no time: shown as midnight");
            let midnight = day.and_time(NaiveTime::MIN);
            Some(plain(datetime::iso(midnight, 0, input.options.dates == Dates::Local)?, true))
        }
        Ok(Stamp::Partial { year, month }) => Some(plain(datetime::partial(year, month), true)),
        Err(NoDate::Unset) => {
            unknown::issue(tag, input);
            None
        }
        Err(NoDate::Impossible) => {
            input.issue(IssueCode::ImpossibleDate, tag, format_args!("{text:?} is no date that exists"));
            None
        }
        Err(NoDate::Text) => {
            input.issue(IssueCode::NotADate, tag, "is no date, but some other text");
            Some(plain(trimmed(text).to_owned(), false))
        }
    }
}

/// Shows a moment with its offset, or as if it were UTC if it has none.
fn shown(
    wall: NaiveDateTime,
    offset: Option<(i32, OffsetSource)>,
    tag: &Tag<'_>,
    input: &Input<'_, '_>,
) -> Option<ShownDate> {
    let is_local = input.options.dates == Dates::Local;
    if offset.is_none() && !is_local {
        input.issue(IssueCode::OffsetAssumed, tag, "has no offset: shown as if it were UTC");
    }
    let (offset, source) = offset.unwrap_or((0, OffsetSource::Assumed));
    let value = FieldValue::Text(datetime::iso(wall, offset, is_local)?);
    Some(ShownDate { value, offset: Some(source), is_date: true })
}
