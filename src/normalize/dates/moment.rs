//! Moments: a date, and its time in the same tag or in another one.

use super::datetime::{self, Stamp};
use crate::tag::{Group, Tag, Value};
use chrono::{NaiveDate, NaiveDateTime};

/// The tags that hold the time of a date [IIM 1:70, 2:30, 2:37, 2:55, 2:62; EXIF30 4.6.7.1.30].
const TIMES: &[(&str, &str)] = &[
    ("DateCreated", "TimeCreated"),
    ("DigitalCreationDate", "DigitalCreationTime"),
    ("ReleaseDate", "ReleaseTime"),
    ("ExpirationDate", "ExpirationTime"),
    ("DateSent", "TimeSent"),
    ("GPSDateStamp", "GPSTimeStamp"),
];

/// A date and time, and its offset in minutes, if it has one.
pub(crate) type Moment = (NaiveDateTime, Option<i32>);

/// The moment in a tag, with its time from another tag if the date has none.
pub(crate) fn of(tag: &Tag<'_>, tags: &[Tag<'_>]) -> Option<Moment> {
    if let Some(time) = time_of(tag, tags) {
        return both(tag, time);
    }
    match datetime::parse(tag.value.as_str()?) {
        Ok(Stamp::Moment { wall, offset }) => Some((wall, offset)),
        _ => None,
    }
}

/// The tag with the time of this date, if dates of this name have their times in other tags.
pub(crate) fn time_of<'f, 'a>(date: &Tag<'_>, tags: &'f [Tag<'a>]) -> Option<&'f Tag<'a>> {
    if matches!(date.group, Group::Xmp(_)) {
        return None;
    }
    let (_, time) = TIMES.iter().find(|(name, _)| *name == date.name)?;
    tags.iter().find(|tag| tag.name == *time && tag.group == date.group)
}

/// The moment from the tags of a date and of its time.
pub(super) fn both(date: &Tag<'_>, time: &Tag<'_>) -> Option<Moment> {
    let (clock, offset) = datetime::parse_time(time.value.as_str().filter(|_| !is_undefined_time(time))?)?;
    Some((day(date)?.and_time(clock), offset))
}

fn day(date: &Tag<'_>) -> Option<NaiveDate> {
    match datetime::parse(date.value.as_str()?) {
        Ok(Stamp::Date(day)) => Some(day),
        _ => None,
    }
}

/// Whether a part of this GPS time is a fraction over 0, which is printed as 0.
pub(crate) fn is_undefined_time(time: &Tag<'_>) -> bool {
    let parts = time.stored.as_ref().and_then(Value::as_str).filter(|_| time.group == Group::Gps);
    parts.is_some_and(|parts| parts.split(' ').any(|part| matches!(part, "undef" | "inf")))
}
