//! The tags with dates and times of a file: the dates of the picture, their fractions and offsets, and clocks in UTC.

use super::moment::{self, Moment};
use crate::normalize::carrier::is_group;
use crate::normalize::entry::OffsetSource;
use crate::normalize::table_tags::is_maker;
use crate::tag::Tag;
use std::cell::OnceCell;

/// A date of the picture, and the tags that hold its fraction and its offset [EXIF30 4.6.6.3; EXIF-XMP 2.32 6].
pub(crate) struct PictureDate {
    groups: &'static [&'static str],
    date: &'static str,
    /// The tag of its fraction of a second, if it has one.
    pub fraction: &'static str,
    /// The tag of its offset, if it has one.
    pub offset: &'static str,
    /// Whether it is the time of the exposure, which other clocks may have as well.
    pub exposure: bool,
}

#[rustfmt::skip]
pub(super) static DATES: &[PictureDate] = &[
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
pub(super) struct UtcClock {
    group: &'static str,
    date: &'static str,
    pub source: OffsetSource,
}

#[rustfmt::skip]
pub(super) static UTC_CLOCKS: &[UtcClock] = &[
    // With GPSTimeStamp, UTC by [EXIF30 4.6.7.1.8].
    UtcClock { group: "GPS", date: "GPSDateStamp", source: OffsetSource::Gps },
    UtcClock { group: "exif", date: "GPSDateTime", source: OffsetSource::Gps },
    // Of the fix in the metadata of a film or of a picture.
    UtcClock { group: "GoPro", date: "GPSDateTime", source: OffsetSource::Gps },
    UtcClock { group: "QuickTime", date: "GPSDateTime", source: OffsetSource::Gps },
    // The phone's own clock, which it stores in UTC in a record after the picture.
    UtcClock { group: "Samsung", date: "TimeStamp", source: OffsetSource::UtcClock },
    // The time of the exposure in Google's export, in seconds since 1970.
    UtcClock { group: "Takeout", date: "PhotoTakenTime", source: OffsetSource::UtcClock },
];

/// The date of the picture that the tag is, if it is one.
pub(super) fn picture_date(tag: &Tag<'_>) -> Option<&'static PictureDate> {
    DATES
        .iter()
        .find(|row| row.date == tag.name && row.groups.iter().any(|group| is_group(&tag.group, group)))
}

/// The tags with dates and times of a file. They are gathered when the first date needs them, since every date needs
/// them several times, and most tags are others.
pub(crate) struct Clocks<'f, 'a> {
    /// Dates of the picture, and clocks in UTC, in the order found.
    pub dates: Vec<Clock<'f, 'a>>,
    /// Fractions and offsets, in the order found.
    pub companions: Vec<&'f Tag<'a>>,
}

/// A tag with a date, which is parsed only once.
pub(crate) struct Clock<'f, 'a> {
    pub tag: &'f Tag<'a>,
    /// Its row, if it is a date of the picture.
    pub row: Option<&'static PictureDate>,
    moment: OnceCell<Option<Moment>>,
}

impl<'f, 'a> Clocks<'f, 'a> {
    pub fn of(tags: &'f [Tag<'a>], superseded: &'f [Tag<'a>]) -> Self {
        let mut dates = Vec::new();
        let mut companions = Vec::new();
        for tag in tags {
            if is_maker(tag) {
                continue;
            }
            if is_companion(&tag.name) {
                companions.push(tag);
                continue;
            }
            let row = picture_date(tag);
            if row.is_some() || UTC_CLOCKS.iter().any(|clock| clock.is(tag)) {
                dates.push(Clock { tag, row, moment: OnceCell::new() });
            }
        }
        companions.extend(superseded.iter().filter(|tag| is_companion(&tag.name)));
        Self { dates, companions }
    }
}

impl Clock<'_, '_> {
    pub fn moment(&self, tags: &[Tag<'_>]) -> Option<Moment> {
        *self.moment.get_or_init(|| moment::of(self.tag, tags))
    }
}

/// Whether tags of this name hold the fraction or the offset of a date.
fn is_companion(name: &str) -> bool {
    DATES.iter().any(|row| !row.offset.is_empty() && (name == row.fraction || name == row.offset))
}

impl UtcClock {
    pub fn is(&self, tag: &Tag<'_>) -> bool {
        tag.name == self.date && is_group(&tag.group, self.group)
    }
}

/// The tag that holds the offset of the date in this tag.
pub(crate) fn offset_tag(date: &str) -> Option<&'static str> {
    DATES.iter().find(|row| row.date == date && !row.offset.is_empty()).map(|row| row.offset)
}
