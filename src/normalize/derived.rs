//! Fields that are made of others.

use super::datetime;
use super::provenance::Carried;
use super::reconcile::Order;
use super::{Dates, Found};
use crate::metadata::FieldValue;
use crate::tag::{Group, Tag};

/// A derived field: its name, its value and the tags that it was made of.
pub(crate) struct Derived<'f, 'a> {
    pub field: &'static str,
    pub value: FieldValue,
    pub from: Vec<&'f Tag<'a>>,
}

impl Derived<'_, '_> {
    pub(crate) fn carried(&self) -> Vec<Carried> {
        self.from.iter().map(|tag| Carried::of(tag)).collect()
    }
}

/// All derived fields that the tags give.
pub(crate) fn all<'f, 'a>(found: &Found<'f, 'a>, order: Order) -> Vec<Derived<'f, 'a>> {
    [
        gps_date_time(found),
        date_time_created(found, order),
        caption(found, order),
        writer(found, order),
        super::regions::regions(found),
        super::keyword_paths::keyword_paths(found),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `GPSDateTime`: the GPS date and the GPS time, which is UTC [EXIF30 4.6.7.1.8].
fn gps_date_time<'f, 'a>(found: &Found<'f, 'a>) -> Option<Derived<'f, 'a>> {
    let date = found.tag(&Group::Gps, "GPSDateStamp")?;
    let time = found.tag(&Group::Gps, "GPSTimeStamp")?;
    moment("GPSDateTime", date, time, Some(0), found)
}

/// `DateTimeCreated`: IIM's date and time, or the date in XMP; whichever comes first.
fn date_time_created<'f, 'a>(found: &Found<'f, 'a>, order: Order) -> Option<Derived<'f, 'a>> {
    let iim = || {
        let date = found.tag(&Group::Iptc(1), "DateCreated")?;
        let time = found.tag(&Group::Iptc(1), "TimeCreated")?;
        moment("DateTimeCreated", date, time, None, found)
    };
    let xmp = || {
        let tag = found.tag(&xmp("photoshop"), "DateCreated")?;
        let field = super::fields::row("DateCreated").and_then(|row| super::fields::FIELDS.get(row));
        let value = super::shape::shape(field, tag, found)?;
        Some(Derived { field: "DateTimeCreated", value, from: vec![tag] })
    };
    if order.iim_before_xmp() { iim().or_else(xmp) } else { xmp().or_else(iim) }
}

/// `Caption`: the description, from whichever carrier comes first and holds more than a camera's boilerplate.
fn caption<'f, 'a>(found: &Found<'f, 'a>, order: Order) -> Option<Derived<'f, 'a>> {
    let carriers = [
        found.tag(&Group::Ifd(0), "ImageDescription"),
        found.tag(&xmp("dc"), "Description"),
        found.tag(&Group::Iptc(1), "Caption-Abstract"),
    ];
    first("Caption", carriers, order, |text| !is_boilerplate(text))
}

/// `Writer`: who wrote the description.
fn writer<'f, 'a>(found: &Found<'f, 'a>, order: Order) -> Option<Derived<'f, 'a>> {
    let carriers =
        [found.tag(&xmp("photoshop"), "CaptionWriter"), found.tag(&Group::Iptc(1), "Writer-Editor")];
    first("Writer", carriers, order, |_| true)
}

/// The first of the carriers, in the order between them, whose text is accepted.
fn first<'f, 'a, const N: usize>(
    field: &'static str,
    carriers: [Option<&'f Tag<'a>>; N],
    order: Order,
    accept: fn(&str) -> bool,
) -> Option<Derived<'f, 'a>> {
    let mut tags: Vec<_> = carriers.into_iter().flatten().collect();
    tags.sort_by_key(|tag| order.place_of(&tag.group));
    tags.into_iter().find_map(|tag| {
        let text = tag.value.to_string();
        let text = super::shape::trimmed(&text);
        (!text.trim().is_empty() && accept(text)).then(|| Derived {
            field,
            value: FieldValue::Text(text.to_owned()),
            from: vec![tag],
        })
    })
}

/// What cameras write into the description by themselves.
fn is_boilerplate(text: &str) -> bool {
    const EXACT: &[&str] = &[
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "MINOLTA DIGITAL CAMERA",
        "KONICA MINOLTA DIGITAL CAMERA",
        "PENTAX DIGITAL CAMERA",
        "SAMSUNG DIGITAL CAMERA",
        "SAMSUNG CAMERA PICTURES",
        "DIGITAL CAMERA",
        "Exif_JPEG_PICTURE",
        "Exif JPEG",
        "Default",
        "default",
    ];
    let text = text.trim();
    EXACT.contains(&text) || text.starts_with("DCIM\\") || text.starts_with("DCIM/")
}

fn moment<'f, 'a>(
    field: &'static str,
    date: &'f Tag<'a>,
    time: &'f Tag<'a>,
    assumed: Option<i32>,
    found: &Found<'f, 'a>,
) -> Option<Derived<'f, 'a>> {
    let Ok(datetime::Stamp::Date(day)) = datetime::parse(date.value.as_str()?) else { return None };
    let (clock, offset) = datetime::parse_time(time.value.as_str()?)?;
    let local = found.options.dates == Dates::Local;
    let iso = datetime::iso(day.and_time(clock), offset.or(assumed).unwrap_or(0), local)?;
    Some(Derived { field, value: FieldValue::Text(iso), from: vec![date, time] })
}

fn xmp(name: &'static str) -> Group<'static> {
    Group::Xmp(name.into())
}
