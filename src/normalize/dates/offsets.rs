//! The offset from UTC of a date that has none in its value: from its offset tag, or from another date or clock of the
//! same moment.

use super::clocks::{Clocks, DATES, PictureDate, UTC_CLOCKS, picture_date};
use super::moment::{self, Moment};
use super::{datetime, header, zones};
use crate::block::BlockKind;
use crate::issue_code::IssueCode;
use crate::normalize::entry::OffsetSource;
use crate::normalize::input::Input;
use crate::normalize::table_tags::{Fact, Role, facts};
use crate::tag::{Group, Tag};
use chrono::{NaiveDateTime, TimeDelta, Timelike};

/// The offset in minutes of a date that has none in its value.
pub(crate) fn of(wall: NaiveDateTime, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    let row = picture_date(tag)?;
    let own = || Some((own_offset(row, tag, input)?, OffsetSource::OwnTag));
    let sibling = || Some((sibling_offset(wall, row, tag, input)?, OffsetSource::SiblingTag));
    let clock = || row.exposure.then(|| clock_offset(wall, input)).flatten();
    let stated = || Some((stated_offset(wall, input)?, OffsetSource::SameWallClock));
    let is_of_camera = row.exposure && matches!(tag.group, Group::Ifd(0) | Group::ExifIfd);
    let camera = || {
        is_of_camera.then(|| camera_offset(input)).flatten().map(|offset| (offset, OffsetSource::CameraZone))
    };
    let film = || is_of_camera.then(|| header::beside(wall, input)).flatten();
    own().or_else(sibling).or_else(clock).or_else(stated).or_else(film).or_else(camera)
}

/// The nanoseconds of a date in whole seconds, from its `SubSecTime` tag.
pub(crate) fn fraction(tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<u32> {
    let row = picture_date(tag)?;
    companions(row.fraction, tag, input).find_map(|companion| {
        let digits = companion.value.as_str()?.trim_matches([' ', '\0']);
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| datetime::nanos(digits))
    })
}

/// The offset from the date's own offset tag.
pub(super) fn own_offset(row: &PictureDate, tag: &Tag<'_>, input: &Input<'_, '_>) -> Option<i32> {
    companions(row.offset, tag, input).find_map(|companion| {
        let text = companion.value.as_str()?;
        let offset = datetime::parse_offset(text);
        if offset.is_none() && !datetime::is_unset(text) {
            input.issue(IssueCode::NotAnOffset, companion, format_args!("{text:?} is no offset from UTC"));
        }
        offset
    })
}

/// The tags of this name that belong to a date: those of EXIF to a date of EXIF, those of a packet to its dates.
fn companions<'f, 'a>(
    name: &'static str,
    date: &Tag<'_>,
    input: &Input<'f, 'a>,
) -> impl Iterator<Item = &'f Tag<'a>> {
    let is_named = move |tag: &&Tag<'a>| !name.is_empty() && tag.name == name;
    input.clocks().companions.iter().copied().filter(is_named).filter(move |tag| match &tag.group {
        Group::ExifIfd => matches!(date.group, Group::Ifd(0) | Group::ExifIfd),
        Group::Xmp(space) => matches!(space.as_ref(), "exif" | "exifEX") && is_same_packet(date, tag, input),
        _ => false,
    })
}

fn is_same_packet(a: &Tag<'_>, b: &Tag<'_>, input: &Input<'_, '_>) -> bool {
    if !matches!((&a.group, &b.group), (Group::Xmp(_), Group::Xmp(_))) || a.source.block != b.source.block {
        return false;
    }
    // The number of the packet that holds a byte, from 1; a portion of extended XMP may lie before the packet that it extends.
    let packet = |tag: &Tag<'_>| input.packets.partition_point(|start| *start <= tag.source.offset).max(1);
    // A sidecar has one packet.
    a.source.block == BlockKind::SidecarXmp || packet(a) == packet(b)
}

/// The offset tag of `ModifyDate` [EXIF30 4.6.6.3.4]. It belongs to the computer that changed the file, so it is not
/// used for other dates, nor theirs for this one.
const OFFSET_OF_CHANGE: &str = "OffsetTime";

/// The offset tag of the other date of the exposure, of the same standard, if both have the same time: cameras write
/// the moment into both dates, but often only one offset.
fn sibling_offset(
    wall: NaiveDateTime,
    row: &PictureDate,
    tag: &Tag<'_>,
    input: &Input<'_, '_>,
) -> Option<i32> {
    let is_exif = |tag: &Tag<'_>| matches!(tag.group, Group::Ifd(0) | Group::ExifIfd);
    let has_sibling = |row: &PictureDate| !row.offset.is_empty() && row.offset != OFFSET_OF_CHANGE;
    if !has_sibling(row) {
        return None;
    }
    let Clocks { dates, companions } = input.clocks();
    let is_stored = |offset: &str| companions.iter().any(|tag| tag.name == offset);
    let others = DATES.iter().filter(|other| has_sibling(other) && other.offset != row.offset);
    agreed(others.filter(|other| is_stored(other.offset)).filter_map(|other| {
        let date = dates.iter().find(|date| {
            date.row.is_some_and(|row| std::ptr::eq(row, other))
                && (is_exif(tag) && is_exif(date.tag) || is_same_packet(tag, date.tag, input))
        })?;
        let (clock, _) = date.moment(input.tags)?;
        is_same_second(clock, wall).then(|| own_offset(other, date.tag, input)).flatten()
    }))
}

/// The difference between a clock in UTC and the local time of the same exposure.
fn clock_offset(wall: NaiveDateTime, input: &Input<'_, '_>) -> Option<(i32, OffsetSource)> {
    let difference = |(local, offset): Moment| {
        let utc = local.checked_sub_signed(TimeDelta::minutes(offset.unwrap_or(0).into()))?;
        zones::between((wall - utc).num_seconds())
    };
    let outside = UTC_CLOCKS.iter().find_map(|utc_clock| {
        let clock = input.clocks().dates.iter().find(|clock| utc_clock.is(clock.tag))?;
        Some((difference(clock.moment(input.tags)?)?, utc_clock.source))
    });
    let of_camera =
        || facts(input.notes(), Role::Clock).find_map(|(_, tag)| difference(moment::of(tag, input.tags)?));
    outside.or_else(|| of_camera().map(|offset| (offset, OffsetSource::UtcClock)))
}

/// The offset to which the camera's clock was set. One of 0 proves nothing: cameras leave the factory with it.
fn camera_offset(input: &Input<'_, '_>) -> Option<i32> {
    let notes = input.notes();
    let (_, zone) = facts(notes, Role::Zone).next()?;
    let offset = datetime::parse_offset(zone.value.as_str()?)?;
    let is_summer = |(fact, tag): (&Fact, &Tag<'_>)| {
        tag.group == zone.group && tag.value.as_str().is_some_and(|text| text == fact.of)
    };
    let summer = if facts(notes, Role::Summer).any(is_summer) { HOUR } else { 0 };
    Some(offset + summer).filter(|offset| *offset != 0)
}

/// An hour in minutes.
const HOUR: i32 = 60;

/// The offset in the value of another date, or of its time, if it has the same time. An offset of 0 proves nothing:
/// programs write `+0000` and `Z` if they do not know the offset.
fn stated_offset(wall: NaiveDateTime, input: &Input<'_, '_>) -> Option<i32> {
    let others = input.clocks().dates.iter().filter(|clock| match &clock.tag.group {
        Group::Iptc(_) => true,
        Group::Xmp(space) => matches!(space.as_ref(), "exif" | "xmp" | "tiff" | "photoshop"),
        _ => false,
    });
    agreed(others.filter(|other| other.row.is_some()).filter_map(|other| {
        let (clock, offset) = other.moment(input.tags)?;
        offset.filter(|offset| *offset != 0 && is_same_second(clock, wall))
    }))
}

/// The common offset; `None` if there is none, or if two differ.
fn agreed(mut offsets: impl Iterator<Item = i32>) -> Option<i32> {
    let first = offsets.next()?;
    offsets.all(|offset| offset == first).then_some(first)
}

fn is_same_second(a: NaiveDateTime, b: NaiveDateTime) -> bool {
    a.date() == b.date() && a.num_seconds_from_midnight() == b.num_seconds_from_midnight()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::normalize::Options;
    use crate::tag::{Origin, Value};
    use bumpalo::Bump;

    fn tag(group: Group<'static>, name: &'static str, value: &'static str) -> Tag<'static> {
        let source = Origin { block: BlockKind::Exif, offset: 0, standard: true, charset: None };
        Tag::new(group, name, Value::text(value), None, source)
    }

    /// The offset of a local time beside another clock.
    fn beside(clock: Tag<'static>, local: &'static str) -> Option<(i32, OffsetSource)> {
        let (limits, arena, options) = (Limits::default(), Bump::new(), Options::default());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let tags = [tag(Group::ExifIfd, "DateTimeOriginal", local), clock];
        let input = Input::of(&tags, &options, &cx);
        let (wall, _) = moment::of(&tags[0], &tags)?;
        of(wall, &tags[0], &input)
    }

    #[test]
    fn every_clock_in_utc_tells_the_zone() {
        let phone = |value| tag(Group::Other("Samsung".into()), "TimeStamp", value);
        let local = "2024:03:05 14:30:15";
        let hour = Some((60, OffsetSource::UtcClock));
        assert_eq!(beside(phone("2024:03:05 13:30:15"), local), hour);
        assert_eq!(beside(phone("2024:03:05 13:30:15.250Z"), local), hour);
        assert_eq!(beside(phone("2024:03:05 13:30:15+00:00"), local), hour);
        assert_eq!(beside(phone("2024:03:05 19:00:15+05:30"), local), hour, "the same moment");
        assert_eq!(beside(phone("2024:03:05 13:15:15"), local), None, "no zone");
        assert_eq!(beside(phone("2024:03:05"), local), None, "no time");
        assert_eq!(
            beside(tag(Group::Other("Nikon".into()), "TimeStamp", "2024:03:05 13:30:15"), local),
            None
        );
        let in_xmp = tag(Group::Xmp("exif".into()), "GPSDateTime", "2024:03:05 13:30:00Z");
        assert_eq!(beside(in_xmp, local), Some((60, OffsetSource::Gps)));
    }
}
