//! The offset from UTC of a date that states none: from the tag that holds it, or from what else the file tells of the
//! same moment.

use super::provenance::OffsetSource;
use super::reconcile::is_group;
use super::{Found, dates, datetime, zones};
use crate::block::BlockKind;
use crate::tag::{Group, Tag};
use chrono::{NaiveDateTime, TimeDelta, Timelike};
use std::cell::OnceCell;

/// A date of the picture, and the tags that hold its fraction and its offset [EXIF30 4.6.6.3; EXIF-XMP 2.32 6].
struct PictureDate {
    groups: &'static [&'static str],
    date: &'static str,
    /// The tag of its fraction of a second, if it has one.
    fraction: &'static str,
    /// The tag of its offset, if it has one.
    offset: &'static str,
    /// Whether it tells the moment of the exposure, which other clocks may tell too.
    exposure: bool,
}

#[rustfmt::skip]
const DATES: &[PictureDate] = &[
    row(EXIF, "DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal", true),
    row(EXIF, "CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized", true),
    row(EXIF, "ModifyDate", "SubSecTime", "OffsetTime", false),
    row(&["exif"], "DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal", true),
    row(&["exif"], "DateTimeDigitized", "SubSecTimeDigitized", "OffsetTimeDigitized", true),
    row(&["xmp"], "CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized", false),
    row(&["xmp"], "ModifyDate", "SubSecTime", "OffsetTime", false),
    row(&["tiff"], "DateTime", "SubSecTime", "OffsetTime", false),
    row(&["photoshop"], "DateCreated", "", "", false),
    row(&["IPTC"], "DateCreated", "", "", false),
    row(&["IPTC"], "DigitalCreationDate", "", "", false),
];

const EXIF: &[&str] = &["IFD0", "ExifIFD"];

const fn row(
    groups: &'static [&'static str],
    date: &'static str,
    fraction: &'static str,
    offset: &'static str,
    exposure: bool,
) -> PictureDate {
    PictureDate { groups, date, fraction, offset, exposure }
}

/// A clock that ran in UTC while the picture was taken.
struct UtcClock {
    group: &'static str,
    date: &'static str,
    source: OffsetSource,
}

#[rustfmt::skip]
const UTC_CLOCKS: &[UtcClock] = &[
    // With GPSTimeStamp, UTC by [EXIF30 4.6.7.1.8].
    UtcClock { group: "GPS", date: "GPSDateStamp", source: OffsetSource::Gps },
    UtcClock { group: "exif", date: "GPSDateTime", source: OffsetSource::Gps },
    // The phone's own clock, which a record behind the picture keeps in UTC.
    UtcClock { group: "Samsung", date: "TimeStamp", source: OffsetSource::UtcClock },
    // What Google's export says of the exposure, in seconds since 1970.
    UtcClock { group: "Takeout", date: "PhotoTakenTime", source: OffsetSource::UtcClock },
];

/// The tags of a file that tell of moments, gathered when the first date asks for them: each date asks several times,
/// and most tags tell of other things.
pub(crate) struct Clocks<'f, 'a> {
    /// Dates of the picture, and clocks in UTC, in the order found.
    dates: Vec<Clock<'f, 'a>>,
    /// Fractions and offsets, in the order found.
    companions: Vec<&'f Tag<'a>>,
}

struct Clock<'f, 'a> {
    tag: &'f Tag<'a>,
    /// The date that it is, if it is one of the picture's.
    row: Option<&'static PictureDate>,
    moment: OnceCell<Option<Moment>>,
}

/// What a clock showed, and its offset in minutes, where it states one.
type Moment = (NaiveDateTime, Option<i32>);

impl<'f, 'a> Clocks<'f, 'a> {
    pub(super) fn of(found: &Found<'f, 'a>) -> Self {
        let mut dates = Vec::new();
        let mut companions = Vec::new();
        for tag in found.tags {
            if is_companion(&tag.name) {
                companions.push(tag);
                continue;
            }
            let row = picture_date(tag);
            if row.is_some() || UTC_CLOCKS.iter().any(|clock| clock.is(tag)) {
                dates.push(Clock { tag, row, moment: OnceCell::new() });
            }
        }
        companions.extend(found.superseded.iter().filter(|tag| is_companion(&tag.name)));
        Self { dates, companions }
    }
}

impl Clock<'_, '_> {
    fn moment(&self, found: &Found<'_, '_>) -> Option<Moment> {
        *self.moment.get_or_init(|| dates::moment(self.tag, found))
    }
}

/// Whether tags of this name hold the fraction or the offset of a date.
fn is_companion(name: &str) -> bool {
    DATES.iter().any(|row| !row.offset.is_empty() && (name == row.fraction || name == row.offset))
}

impl UtcClock {
    fn is(&self, tag: &Tag<'_>) -> bool {
        tag.name == self.date && is_group(&tag.group, self.group)
    }
}

/// The tag that holds the offset of the date in this one.
pub(crate) fn offset_tag(date: &str) -> Option<&'static str> {
    DATES.iter().find(|row| row.date == date && !row.offset.is_empty()).map(|row| row.offset)
}

/// The offset in minutes of a date that states none.
pub(super) fn of(wall: NaiveDateTime, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<(i32, OffsetSource)> {
    let row = picture_date(tag)?;
    let own = || Some((own_offset(row, tag, found)?, OffsetSource::OwnTag));
    let sibling = || Some((sibling_offset(wall, row, tag, found)?, OffsetSource::SiblingTag));
    let clock = || row.exposure.then(|| clock_offset(wall, found)).flatten();
    let stated = || Some((stated_offset(wall, found)?, OffsetSource::SameWallClock));
    own().or_else(sibling).or_else(clock).or_else(stated)
}

/// The nanoseconds of a date that has whole seconds.
pub(super) fn fraction(tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<u32> {
    let row = picture_date(tag)?;
    companions(row.fraction, tag, found).find_map(|companion| {
        let digits = companion.value.as_str()?.trim_matches([' ', '\0']);
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| datetime::nanos(digits))
    })
}

fn picture_date(tag: &Tag<'_>) -> Option<&'static PictureDate> {
    DATES
        .iter()
        .find(|row| row.date == tag.name && row.groups.iter().any(|group| is_group(&tag.group, group)))
}

/// The offset in the date's own tag.
fn own_offset(row: &PictureDate, tag: &Tag<'_>, found: &Found<'_, '_>) -> Option<i32> {
    companions(row.offset, tag, found).find_map(|companion| {
        let text = companion.value.as_str()?;
        let offset = datetime::parse_offset(text);
        if offset.is_none() && !datetime::is_unset(text) {
            found.issue("not-an-offset", companion, format_args!("{text:?} is no offset from UTC"));
        }
        offset
    })
}

/// The tags of this name that belong to a date: an EXIF date's are EXIF's, an XMP date's are those of its packet.
fn companions<'f, 'a>(
    name: &'static str,
    date: &Tag<'_>,
    found: &Found<'f, 'a>,
) -> impl Iterator<Item = &'f Tag<'a>> {
    let is_named = move |tag: &&Tag<'a>| !name.is_empty() && tag.name == name;
    found.clocks().companions.iter().copied().filter(is_named).filter(move |tag| match &tag.group {
        Group::ExifIfd => matches!(date.group, Group::Ifd(0) | Group::ExifIfd),
        Group::Xmp(space) => matches!(space.as_ref(), "exif" | "exifEX") && is_same_packet(date, tag, found),
        _ => false,
    })
}

fn is_same_packet(a: &Tag<'_>, b: &Tag<'_>, found: &Found<'_, '_>) -> bool {
    if !matches!((&a.group, &b.group), (Group::Xmp(_), Group::Xmp(_))) || a.source.block != b.source.block {
        return false;
    }
    // A sidecar has one packet.
    a.source.block == BlockKind::SidecarXmp
        || found.cx.packet_at(a.source.offset) == found.cx.packet_at(b.source.offset)
}

/// The offset of a change [EXIF30 4.6.6.3.4]. It is that of the computer that changed the file, so it serves no other date,
/// and no other serves it.
const OFFSET_OF_CHANGE: &str = "OffsetTime";

/// The offset in the tag of the other date of the exposure, of the same standard, where it shows the same time: cameras
/// write one moment into both dates, and its offset often only once.
fn sibling_offset(
    wall: NaiveDateTime,
    row: &PictureDate,
    tag: &Tag<'_>,
    found: &Found<'_, '_>,
) -> Option<i32> {
    let is_exif = |tag: &Tag<'_>| matches!(tag.group, Group::Ifd(0) | Group::ExifIfd);
    let has_sibling = |row: &PictureDate| !row.offset.is_empty() && row.offset != OFFSET_OF_CHANGE;
    if !has_sibling(row) {
        return None;
    }
    let Clocks { dates, companions } = found.clocks();
    let is_stored = |offset: &str| companions.iter().any(|tag| tag.name == offset);
    let others = DATES.iter().filter(|other| has_sibling(other) && other.offset != row.offset);
    agreed(others.filter(|other| is_stored(other.offset)).filter_map(|other| {
        let date = dates.iter().find(|date| {
            date.row.is_some_and(|row| std::ptr::eq(row, other))
                && (is_exif(tag) && is_exif(date.tag) || is_same_packet(tag, date.tag, found))
        })?;
        let (clock, _) = date.moment(found)?;
        is_same_second(clock, wall).then(|| own_offset(other, date.tag, found)).flatten()
    }))
}

/// The offset that lies between a clock in UTC and the local time of the same exposure.
fn clock_offset(wall: NaiveDateTime, found: &Found<'_, '_>) -> Option<(i32, OffsetSource)> {
    UTC_CLOCKS.iter().find_map(|utc_clock| {
        let clock = found.clocks().dates.iter().find(|clock| utc_clock.is(clock.tag))?;
        let (local, offset) = clock.moment(found)?;
        let utc = local.checked_sub_signed(TimeDelta::minutes(offset.unwrap_or(0).into()))?;
        Some((zones::between((wall - utc).num_seconds())?, utc_clock.source))
    })
}

/// The offset that another date of the picture states, in its value or in the time that belongs to it, where it shows
/// the same time. One of 0 proves nothing: programs write `+0000` and `Z` where they know none.
fn stated_offset(wall: NaiveDateTime, found: &Found<'_, '_>) -> Option<i32> {
    let others = found.clocks().dates.iter().filter(|clock| match &clock.tag.group {
        Group::Iptc(_) => true,
        Group::Xmp(space) => matches!(space.as_ref(), "exif" | "xmp" | "tiff" | "photoshop"),
        _ => false,
    });
    agreed(others.filter(|other| other.row.is_some()).filter_map(|other| {
        let (clock, offset) = other.moment(found)?;
        offset.filter(|offset| *offset != 0 && is_same_second(clock, wall))
    }))
}

/// The offset that all tell; `None` where two tell different ones, or none tells one.
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
        let found = Found::of(&tags, &options, &cx);
        let (wall, _) = dates::moment(&tags[0], &found)?;
        of(wall, &tags[0], &found)
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
