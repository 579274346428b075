//! A tag's date in ISO 8601, with the fraction and the offset that belong to this tag and to no other.

use super::datetime::{self, NoDate, Stamp};
use super::provenance::OffsetSource;
use super::shape::trimmed;
use super::{Dates, Found};
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag};
use chrono::{NaiveDateTime, NaiveTime, Timelike};

/// The tags that give a date its time.
const TIMES: &[(&str, &str)] = &[
    ("DateCreated", "TimeCreated"),
    ("DigitalCreationDate", "DigitalCreationTime"),
    ("GPSDateStamp", "GPSTimeStamp"),
];

/// The name of the tag that has the time of this one, where it is a date that stands alone.
pub(super) fn time_of(tag: &Tag<'_>) -> Option<&'static str> {
    if matches!(tag.group, Group::Xmp(_)) {
        return None;
    }
    TIMES.iter().find(|(date, _)| *date == tag.name).map(|(_, time)| *time)
}

/// The moment that a date and a time in tags of their own tell.
pub(super) fn of_two(
    date: &Tag<'_>,
    time: &Tag<'_>,
    found: &Found<'_, '_>,
) -> Option<(FieldValue, OffsetSource)> {
    let Ok(Stamp::Date(day)) = datetime::parse(date.value.as_str()?) else { return None };
    let (clock, offset) = datetime::parse_time(time.value.as_str()?)?;
    // The time of the satellites is UTC [EXIF30 4.6.7.1.8].
    let utc = (date.group == Group::Gps).then_some((0, OffsetSource::Gps));
    let offset = offset.map(|offset| (offset, OffsetSource::Value)).or(utc);
    shown(day.and_time(clock), offset, date, found)
}

/// The date, or date and time, in one tag.
pub(super) fn of_one(
    tag: &Tag<'_>,
    text: &str,
    found: &Found<'_, '_>,
) -> Option<(FieldValue, Option<OffsetSource>)> {
    let plain = |text: String| Some((FieldValue::Text(text), None));
    match datetime::parse(text) {
        Ok(Stamp::Moment { mut wall, offset }) => {
            if wall.nanosecond() == 0
                && let Some(nanos) = sub_seconds(tag, found)
            {
                wall = wall.with_nanosecond(nanos)?;
            }
            let offset = offset
                .map(|offset| (offset, OffsetSource::Value))
                .or_else(|| Some((own_offset(tag, found)?, OffsetSource::OwnTag)))
                .or_else(|| Some((gps_offset(wall, tag, found)?, OffsetSource::Gps)));
            shown(wall, offset, tag, found).map(|(value, source)| (value, Some(source)))
        }
        Ok(Stamp::Date(day)) => {
            found.issue("time-assumed", tag, "has no time: shown as midnight");
            plain(datetime::iso(day.and_time(NaiveTime::MIN), 0, found.options.dates == Dates::Local)?)
        }
        Ok(Stamp::Partial { year, month }) => plain(datetime::partial(year, month)),
        Err(NoDate::Unset) => None,
        Err(NoDate::Impossible) => {
            found.issue("impossible-date", tag, format_args!("{text:?} is no date that exists"));
            None
        }
        Err(NoDate::Text) => {
            found.issue("not-a-date", tag, "is shown as the text that it is");
            plain(trimmed(text).to_owned())
        }
    }
}

/// The moment with its offset; without one it is shown as if it were UTC.
fn shown(
    wall: NaiveDateTime,
    offset: Option<(i32, OffsetSource)>,
    tag: &Tag<'_>,
    found: &Found<'_, '_>,
) -> Option<(FieldValue, OffsetSource)> {
    let is_local = found.options.dates == Dates::Local;
    if offset.is_none() && !is_local {
        found.issue("offset-assumed", tag, "has no offset: shown as if it were UTC");
    }
    let (offset, source) = offset.unwrap_or((0, OffsetSource::Assumed));
    Some((FieldValue::Text(datetime::iso(wall, offset, is_local)?), source))
}

/// A date of an exposure or a change, and the tags that hold its fraction and its offset [EXIF30 4.6.6.3].
struct Companions {
    date: &'static str,
    fraction: &'static str,
    offset: &'static str,
    /// Whether it tells the moment of the exposure, which is that of the GPS time.
    exposure: bool,
}

const COMPANIONS: &[Companions] = &[
    Companions { date: "ModifyDate", fraction: "SubSecTime", offset: "OffsetTime", exposure: false },
    Companions {
        date: "DateTimeOriginal",
        fraction: "SubSecTimeOriginal",
        offset: "OffsetTimeOriginal",
        exposure: true,
    },
    Companions {
        date: "CreateDate",
        fraction: "SubSecTimeDigitized",
        offset: "OffsetTimeDigitized",
        exposure: true,
    },
];

/// The tag that holds the offset of the date in this one.
#[cfg(any(feature = "cli", feature = "verify"))]
pub(crate) fn offset_tag(date: &str) -> Option<&'static str> {
    COMPANIONS.iter().find(|row| row.date == date).map(|row| row.offset)
}

fn companions(tag: &Tag<'_>) -> Option<&'static Companions> {
    let is_exif = matches!(tag.group, Group::Ifd(0) | Group::ExifIfd);
    COMPANIONS.iter().find(|row| is_exif && row.date == tag.name)
}

fn sub_seconds(tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<u32> {
    let digits = found.tag(&Group::ExifIfd, companions(tag)?.fraction)?.value.as_str()?.trim();
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| datetime::nanos(digits))
}

fn own_offset(tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<i32> {
    datetime::parse_offset(found.tag(&Group::ExifIfd, companions(tag)?.offset)?.value.as_str()?)
}

/// How many seconds the local time of an exposure may be off the grid of zones and still be that of the GPS time:
/// clocks drift, and a fix is some seconds old.
const DRIFT: i64 = 60;

/// The offset that lies between the GPS time and the local time of the same exposure: a multiple of 15 minutes, of
/// 14 hours at most. Anything else is a fix of another moment, or a clock that was never set.
fn gps_offset(wall: NaiveDateTime, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<i32> {
    const GRID: i64 = 15 * 60;
    companions(tag).filter(|row| row.exposure)?;
    let date = found.tag(&Group::Gps, "GPSDateStamp")?;
    let time = found.tag(&Group::Gps, "GPSTimeStamp")?;
    let Ok(Stamp::Date(day)) = datetime::parse(date.value.as_str()?) else { return None };
    let (clock, _) = datetime::parse_time(time.value.as_str()?)?;
    let seconds = (wall - day.and_time(clock)).num_seconds();
    let zone = (seconds + GRID / 2).div_euclid(GRID) * GRID;
    let is_plausible = (seconds - zone).abs() <= DRIFT && zone.abs() <= 14 * 3600;
    is_plausible.then(|| i32::try_from(zone / 60).ok()).flatten()
}
