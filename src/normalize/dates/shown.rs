//! A tag's date in ISO 8601, with the time, the fraction and the offset that belong to it.

use super::datetime::{self, NoDate, Stamp};
use super::offsets;
use crate::metadata::FieldValue;
use crate::normalize::consolidate::{Dates, Found};
use crate::normalize::entry::OffsetSource;
use crate::normalize::shape::trimmed;
use crate::normalize::unknown;
use crate::tag::{Group, Tag};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// The tags that give a date its time [IIM 1:70, 2:30, 2:37, 2:55, 2:62; EXIF30 4.6.7.1.30].
const TIMES: &[(&str, &str)] = &[
    ("DateCreated", "TimeCreated"),
    ("DigitalCreationDate", "DigitalCreationTime"),
    ("ReleaseDate", "ReleaseTime"),
    ("ExpirationDate", "ExpirationTime"),
    ("DateSent", "TimeSent"),
    ("GPSDateStamp", "GPSTimeStamp"),
];

/// What a tag shows in a field of dates.
pub(crate) struct Shown {
    pub value: FieldValue,
    /// Where the offset came from; `None` where there is no time.
    pub offset: Option<OffsetSource>,
    /// Whether it is a date, whole or partial, and no other text.
    pub is_date: bool,
}

/// The tag that has the time of this one, where that is a date without one.
pub(crate) fn time_of<'f, 'a>(date: &Tag<'_>, found: &Found<'f, 'a>) -> Option<&'f Tag<'a>> {
    if matches!(date.group, Group::Xmp(_)) {
        return None;
    }
    let (_, time) = TIMES.iter().find(|(name, _)| *name == date.name)?;
    found.tag(&date.group, time)
}

/// The moment that a date and a time in tags of their own tell.
pub(crate) fn of_two(date: &Tag<'_>, time: &Tag<'_>, found: &Found<'_, '_>) -> Option<Shown> {
    let (wall, stated) = both(date, time)?;
    // The time of the satellites is UTC [EXIF30 4.6.7.1.8].
    let utc = || (date.group == Group::Gps).then_some((0, OffsetSource::Gps));
    let offset = stated.map(|offset| (offset, OffsetSource::Value)).or_else(utc);
    shown(wall, offset.or_else(|| offsets::of(wall, date, found)), date, found)
}

/// The date, or date and time, in one tag.
pub(crate) fn of_one(tag: &Tag<'_>, text: &str, found: &Found<'_, '_>) -> Option<Shown> {
    let plain = |text: String, is_date| Shown { value: FieldValue::Text(text), offset: None, is_date };
    match datetime::parse(text) {
        Ok(Stamp::Moment { mut wall, offset }) => {
            if wall.nanosecond() == 0
                && let Some(nanos) = offsets::fraction(tag, found)
            {
                wall = wall.with_nanosecond(nanos)?;
            }
            let stated = offset.map(|offset| (offset, OffsetSource::Value));
            shown(wall, stated.or_else(|| offsets::of(wall, tag, found)), tag, found)
        }
        Ok(Stamp::Date(day)) => {
            found.issue("time-assumed", tag, "has no time: shown as midnight");
            let midnight = day.and_time(NaiveTime::MIN);
            Some(plain(datetime::iso(midnight, 0, found.options.dates == Dates::Local)?, true))
        }
        Ok(Stamp::Partial { year, month }) => Some(plain(datetime::partial(year, month), true)),
        Err(NoDate::Unset) => {
            unknown::issue(tag, found);
            None
        }
        Err(NoDate::Impossible) => {
            found.issue("impossible-date", tag, format_args!("{text:?} is no date that exists"));
            None
        }
        Err(NoDate::Text) => {
            found.issue("not-a-date", tag, "is no date, but some other text");
            Some(plain(trimmed(text).to_owned(), false))
        }
    }
}

/// The moment that a tag tells, with the tag that holds its time; and its offset in minutes, where it states one.
pub(crate) fn moment(tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<(NaiveDateTime, Option<i32>)> {
    if let Some(time) = time_of(tag, found) {
        return both(tag, time);
    }
    match datetime::parse(tag.value.as_str()?) {
        Ok(Stamp::Moment { wall, offset }) => Some((wall, offset)),
        _ => None,
    }
}

fn both(date: &Tag<'_>, time: &Tag<'_>) -> Option<(NaiveDateTime, Option<i32>)> {
    let (clock, offset) =
        datetime::parse_time(time.value.as_str().filter(|_| !unknown::is_undefined_time(time))?)?;
    Some((day(date)?.and_time(clock), offset))
}

fn day(date: &Tag<'_>) -> Option<NaiveDate> {
    match datetime::parse(date.value.as_str()?) {
        Ok(Stamp::Date(day)) => Some(day),
        _ => None,
    }
}

/// The moment with its offset; without one it is shown as if it were UTC.
fn shown(
    wall: NaiveDateTime,
    offset: Option<(i32, OffsetSource)>,
    tag: &Tag<'_>,
    found: &Found<'_, '_>,
) -> Option<Shown> {
    let is_local = found.options.dates == Dates::Local;
    if offset.is_none() && !is_local {
        found.issue("offset-assumed", tag, "has no offset: shown as if it were UTC");
    }
    let (offset, source) = offset.unwrap_or((0, OffsetSource::Assumed));
    let value = FieldValue::Text(datetime::iso(wall, offset, is_local)?);
    Some(Shown { value, offset: Some(source), is_date: true })
}
