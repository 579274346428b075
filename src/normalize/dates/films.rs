//! The clocks of films.
//!
//! By its standard the header of a film counts seconds in UTC [ISO/IEC 14496-12 8.2.2.3], but many cameras write their
//! local time there. What else the file says decides: a date with an offset, a clock in UTC, a local clock. If nothing
//! tells, the standard is believed.

use super::clocks::UTC_CLOCKS;
use super::header::{beside, is_header};
use super::moment::{self, Moment};
use super::{offsets, zones};
use crate::block::BlockKind;
use crate::issue_code::IssueCode;
use crate::normalize::carrier::is_group;
use crate::normalize::entry::OffsetSource;
use crate::normalize::input::Input;
use crate::tag::Tag;
use chrono::{NaiveDateTime, TimeDelta};

/// The local dates of the exposure, some of which have an offset.
const LOCAL: [(&str, &str); 5] = [
    ("Keys", "CreationDate"),
    ("UserData", "DateTimeOriginal"),
    ("UserData", "ContentCreateDate"),
    ("ItemList", "ContentCreateDate"),
    ("XML", "CreationDateValue"),
];

/// The local dates that only a camera writes.
const CAMERA: [(&str, &str); 1] = [("UserData", "DateTimeOriginal")];

/// How far the header may be from another clock of the same film: it may tell when the recording began or ended.
const RECORDING: i64 = 30 * 60;
/// How far two clocks of one camera may be apart.
const SAME: i64 = 60;

/// The offset in minutes of a date of a film that has none in its value.
pub(super) fn of(wall: NaiveDateTime, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    if UTC_CLOCKS.iter().any(|clock| clock.is(tag) && clock.source == OffsetSource::Gps) {
        return Some((0, OffsetSource::Gps));
    }
    if tag.source.block != BlockKind::QuickTime {
        return None;
    }
    if is_header(tag) {
        return header(wall, tag, input);
    }
    CAMERA.iter().any(|named| is(tag, named)).then(|| beside(wall, input)).flatten()
}

/// The offset of a date of the header.
fn header(wall: NaiveDateTime, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    // The clocks of the exposure tell how the header counts, and it counts both of its dates alike.
    let created = input.tags.iter().find(|tag| is_header(tag) && tag.name == *"CreateDate");
    let created = created.and_then(|tag| moment::of(tag, input.tags)).map_or(wall, |(wall, _)| wall);
    let found = stated(created, input).or_else(|| by_utc(created, input));
    if let Some((offset, source)) = found {
        if offset != 0 {
            let sign = if offset < 0 { '-' } else { '+' };
            let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
            let detail = format_args!("should be UTC, but is local time of {sign}{hours:02}:{minutes:02}");
            input.issue(IssueCode::NotUtc, tag, detail);
        }
        return Some((offset, source));
    }
    // The same time as that of a local clock is local, of whatever zone.
    let is_local = locals(input)
        .any(|(local, offset)| offset.is_none() && (created - local).num_seconds().abs() <= SAME);
    if is_local { None } else { Some((0, OffsetSource::UtcByStandard)) }
}

/// The offset by a local date that states its own.
fn stated(header: NaiveDateTime, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    locals(input).find_map(|(local, offset)| {
        let offset = offset?;
        let utc = local.checked_sub_signed(TimeDelta::minutes(offset.into()))?;
        let [from_local, from_utc] = [local, utc].map(|other| (header - other).num_seconds().abs());
        if from_utc <= from_local {
            return (from_utc <= RECORDING).then_some((0, OffsetSource::UtcClock));
        }
        (from_local <= RECORDING).then_some((offset, OffsetSource::SameWallClock))
    })
}

/// The offset by a clock that ran in UTC.
fn by_utc(header: NaiveDateTime, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    UTC_CLOCKS.iter().find_map(|clock| {
        let tag = input.tags.iter().chain(input.superseded).find(|tag| clock.is(tag))?;
        let (utc, offset) = moment::of(tag, input.tags)?;
        let utc = utc.checked_sub_signed(TimeDelta::minutes(offset.unwrap_or(0).into()))?;
        Some((zones::between((header - utc).num_seconds())?, clock.source))
    })
}

/// The local dates of the exposure.
fn locals<'i>(input: &'i Input<'_, '_>) -> impl Iterator<Item = Moment> + 'i {
    let of_film = input.tags.iter().filter(|tag| LOCAL.iter().any(|named| is(tag, named)));
    let of_film = of_film.filter_map(|tag| moment::of(tag, input.tags));
    let of_camera = input.clocks().dates.iter().filter(|clock| clock.row.is_some_and(|row| row.exposure));
    let of_camera = of_camera.filter_map(|clock| {
        let (wall, offset) = clock.moment(input.tags)?;
        Some((wall, offset.or_else(|| offsets::own_offset(clock.row?, clock.tag, input))))
    });
    of_film.chain(of_camera)
}

fn is(tag: &Tag<'_>, (group, name): &(&str, &str)) -> bool {
    tag.name == *name && is_group(&tag.group, group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::normalize::Options;
    use crate::tag::{Group, Origin, Value};
    use bumpalo::Bump;

    fn tag(group: &'static str, name: &'static str, value: &'static str) -> Tag<'static> {
        let source = Origin { block: BlockKind::QuickTime, offset: 0, standard: true, charset: None };
        let group = if group == "ExifIFD" { Group::ExifIfd } else { Group::Other(group.into()) };
        Tag::new(group, name, Value::text(value), None, source)
    }

    /// The offset of the header's date beside other clocks, and the codes of the issues.
    fn offset(others: &[Tag<'static>]) -> (Option<(i32, OffsetSource)>, Vec<&'static str>) {
        let (limits, arena, options) = (Limits::default(), Bump::new(), Options::default());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let header = tag("QuickTime", "CreateDate", "2024:03:05 14:30:15");
        let tags: Vec<_> = [&[header], others].concat();
        let input = Input::of(&tags, &options, &cx);
        let (wall, _) = moment::of(&tags[0], &tags).unwrap();
        let found = of(wall, &tags[0], &input);
        (found, cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect())
    }

    #[test]
    fn the_standard_is_believed_if_nothing_else_tells() {
        assert_eq!(offset(&[]), (Some((0, OffsetSource::UtcByStandard)), vec![]));
        let other = tag("Keys", "CreationDate", "2023:01:01 00:00:00+02:00");
        assert_eq!(offset(&[other]).0, Some((0, OffsetSource::UtcByStandard)), "of another moment");
    }

    #[test]
    fn a_date_with_an_offset_tells_how_the_header_counts() {
        let zoned = |value| offset(&[tag("Keys", "CreationDate", value)]);
        assert_eq!(zoned("2024:03:05 15:30:10+01:00"), (Some((0, OffsetSource::UtcClock)), vec![]));
        assert_eq!(
            zoned("2024:03:05 14:30:10+01:00"),
            (Some((60, OffsetSource::SameWallClock)), vec!["not-utc"])
        );
        // The header tells when the recording ended.
        assert_eq!(zoned("2024:03:05 14:12:10-05:00").0, Some((-300, OffsetSource::SameWallClock)));
    }

    #[test]
    fn satellites_tell_how_the_header_counts() {
        let fix = |time| {
            let day = Tag { group: Group::Gps, ..tag("GPS", "GPSDateStamp", "2024:03:05") };
            offset(&[day, Tag { group: Group::Gps, ..tag("GPS", "GPSTimeStamp", time) }])
        };
        assert_eq!(fix("14:30:12"), (Some((0, OffsetSource::Gps)), vec![]));
        assert_eq!(fix("12:30:12"), (Some((120, OffsetSource::Gps)), vec!["not-utc"]));
    }

    #[test]
    fn the_same_time_as_a_local_clock_is_local() {
        assert_eq!(offset(&[tag("ExifIFD", "DateTimeOriginal", "2024:03:05 14:30:15")]).0, None);
        assert_eq!(offset(&[tag("UserData", "DateTimeOriginal", "2024:03:05 14:30:16")]).0, None);
        let hours_later = tag("ExifIFD", "DateTimeOriginal", "2024:03:05 16:30:15");
        assert_eq!(offset(&[hours_later]).0, Some((0, OffsetSource::UtcByStandard)));
    }

    #[test]
    fn a_header_in_utc_tells_the_zone_of_a_local_clock() {
        let (limits, arena, options) = (Limits::default(), Bump::new(), Options::default());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let tags = [
            tag("UserData", "DateTimeOriginal", "2024:03:05 16:30:20"),
            tag("QuickTime", "CreateDate", "2024:03:05 14:30:15"),
        ];
        let input = Input::of(&tags, &options, &cx);
        let (wall, _) = moment::of(&tags[0], &tags).unwrap();
        assert_eq!(of(wall, &tags[0], &input), Some((120, OffsetSource::UtcClock)));
    }
}
