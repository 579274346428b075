//! The JSON that Google Takeout writes beside each picture of Google Photos.
//!
//! Google documents no schema; the members are those of its exports. Time and place are those of the original file,
//! unless its owner corrected them in Google Photos. A member that cannot be read is reported, and the others are
//! still read.

use super::GROUP;
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::sink::Sink;
use crate::tag::{Group, Origin, Tag, Value};
use chrono::{DateTime, Datelike};
use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Bytes of one JSON. Real ones have some KiB.
const LONGEST: u64 = 1024 * 1024;

/// The most people or origins taken from one file.
const MOST: usize = 1_000;

/// The limit of a plausible altitude in metres, above and below sea level.
const HIGHEST: f64 = 100_000.0;

/// The members that are read, the names of their tags and their types.
const MEMBERS: &[(&str, &str, Holds)] = &[
    ("title", "Title", Holds::Text),
    ("description", "Description", Holds::Text),
    ("photoTakenTime", "PhotoTakenTime", Holds::Time),
    ("creationTime", "GooglePhotosCreationTime", Holds::Time),
    ("geoData", "GPS", Holds::GeoData),
    ("geoDataExif", "GeoDataExif", Holds::GeoData),
    ("people", "PeopleName", Holds::People),
    ("favorited", "Favorited", Holds::Truth),
    ("url", "GooglePhotosURL", Holds::Text),
    ("googlePhotosOrigin", "GooglePhotosOrigin", Holds::Origin),
];

#[derive(Clone, Copy)]
enum Holds {
    Text,
    Truth,
    /// `{"timestamp": "1577934245"}`: seconds since 1970 in UTC; 0 if the time is unknown.
    Time,
    /// `{"latitude": 46.5, "longitude": 7.25, "altitude": 540.0}`: zeros if the place is unknown.
    GeoData,
    /// `[{"name": "Ann Example"}]`
    People,
    /// `{"mobileUpload": {"deviceType": "ANDROID_PHONE"}}`
    Origin,
}

/// Decodes the object: emits a tag for each member that can be read.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let start = block.data.absolute(0);
    let issue = |what: &str| cx.issue(IssueCode::BadSidecar, Stage::Container, Some(start), || what);
    if block.data.len() > LONGEST {
        return issue("the JSON beside the picture is longer than 1 MiB");
    }
    let Some(bytes) = block.data.all() else { return issue("the JSON beside the picture cannot be read") };
    let bytes = bytes.as_slice();
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| {
        issue("the JSON beside the picture is not all UTF-8");
        cx.text(&String::from_utf8_lossy(bytes))
    });
    let object = text.trim_start_matches('\u{feff}');
    let mut export = Export { text, start, cx, sink, seen: [false; MEMBERS.len()], places: [None; 2] };
    if let Err(error) = members(object, |name, value| export.member(name, value)) {
        let what = if error.is_data() { "no JSON object" } else { "broken JSON" };
        cx.issue(IssueCode::BadSidecar, Stage::Container, Some(start), || {
            format!("beside the picture: {what}: {error}")
        });
    }
    export.places();
}

/// A place: latitude, longitude and height.
#[derive(Clone, Copy, PartialEq)]
struct GeoData<'a> {
    prefix: &'static str,
    latitude: f64,
    longitude: f64,
    altitude: Option<f64>,
    text: &'a str,
}

struct Export<'s, 'a> {
    /// The whole text, and its offset in the file.
    text: &'a str,
    start: u64,
    cx: &'a Context<'a>,
    sink: &'s mut Sink<'a>,
    /// Which members have been seen.
    seen: [bool; MEMBERS.len()],
    /// The place that Google shows, and the one from the file.
    places: [Option<GeoData<'a>>; 2],
}

impl<'a> Export<'_, 'a> {
    fn member(&mut self, name: &str, value: &'a str) {
        let mut rows = MEMBERS.iter().zip(&mut self.seen);
        let Some(((key, tag, holds), seen)) = rows.find(|((known, ..), _)| *known == name) else { return };
        if std::mem::replace(seen, true) {
            return self.bad(key, value, "stands there twice: the first counts");
        }
        // Unknown values may be written as null.
        if value == "null" {
            return;
        }
        match holds {
            Holds::Text => {
                if let Some(text) = self.string(key, value).filter(|text| !text.trim().is_empty()) {
                    self.emit(tag, Value::text(text), None, value);
                }
            }
            Holds::Truth => match value {
                "true" => self.emit(tag, Value::text("True"), None, value),
                "false" => self.emit(tag, Value::text("False"), None, value),
                _ => self.bad(key, value, "is neither true nor false"),
            },
            Holds::Time => self.time(key, tag, value),
            Holds::GeoData => {
                let place = self.place(key, tag, value);
                let index = usize::from(*tag != "GPS");
                self.places.iter_mut().skip(index).take(1).for_each(|slot| *slot = place);
            }
            Holds::People => self.people(key, tag, value),
            Holds::Origin => self.origin(key, tag, value),
        }
    }

    fn time(&mut self, key: &str, tag: &'static str, value: &'a str) {
        let mut timestamp = None;
        self.object(key, value, |name, value| {
            if name == "timestamp" {
                timestamp.get_or_insert(value);
            }
        });
        let Some(timestamp) = timestamp.filter(|text| *text != "null") else { return };
        let Ok(seconds) = unquoted(timestamp).trim().parse::<i64>() else {
            return self.bad(key, timestamp, "has a timestamp that is no number of seconds");
        };
        if seconds == 0 {
            return;
        }
        let moment =
            DateTime::from_timestamp(seconds, 0).filter(|moment| (1..=9999).contains(&moment.year()));
        let Some(moment) = moment else {
            return self.bad(key, timestamp, "has a timestamp that is no moment of the years 1 to 9999");
        };
        let text = self.cx.text(&moment.format("%Y:%m:%d %H:%M:%SZ").to_string());
        self.emit(tag, Value::text(text), Some(Value::Int(seconds)), timestamp);
    }

    fn place(&mut self, key: &str, prefix: &'static str, value: &'a str) -> Option<GeoData<'a>> {
        let mut parts = [None; 3];
        self.object(key, value, |name, value| {
            let names = ["latitude", "longitude", "altitude"];
            let part = names.iter().zip(&mut parts).find(|(known, _)| **known == name);
            if let Some((_, part)) = part {
                part.get_or_insert(value);
            }
        });
        let [latitude, longitude, altitude] =
            parts.map(|part: Option<&str>| part.filter(|text| *text != "null"));
        if latitude.is_none() && longitude.is_none() {
            return None;
        }
        let altitude =
            altitude.and_then(|text| self.number(key, text, HIGHEST)).filter(|height| *height != 0.0);
        let latitude = latitude.and_then(|text| self.number(key, text, 90.0));
        let longitude = longitude.and_then(|text| self.number(key, text, 180.0));
        let Some((latitude, longitude)) = latitude.zip(longitude) else {
            self.bad(key, value, "has no latitude or no longitude: it is no place");
            return None;
        };
        let is_known = (latitude, longitude) != (0.0, 0.0);
        is_known.then_some(GeoData { prefix, latitude, longitude, altitude, text: value })
    }

    /// Emits the place that Google shows, or else the one from the file. Emits both if they differ.
    fn places(&mut self) {
        let [shown, of_file] = self.places;
        let is_other = |file: &GeoData<'_>| {
            shown.is_none_or(|shown| (shown.latitude, shown.longitude) != (file.latitude, file.longitude))
        };
        let of_file = of_file.filter(is_other).map(|file| match shown {
            Some(_) => file,
            None => GeoData { prefix: "GPS", ..file },
        });
        for place in [shown, of_file].into_iter().flatten() {
            let names = match place.prefix {
                "GPS" => ["GPSLatitude", "GPSLongitude", "GPSAltitude"],
                _ => ["GeoDataExifLatitude", "GeoDataExifLongitude", "GeoDataExifAltitude"],
            };
            let numbers = [Some(place.latitude), Some(place.longitude), place.altitude];
            for (name, number) in names.into_iter().zip(numbers) {
                if let Some(number) = number {
                    self.emit(name, Value::Real(number), None, place.text);
                }
            }
        }
    }

    fn people(&mut self, key: &str, tag: &'static str, value: &'a str) {
        let mut people = Vec::new();
        let mut is_more = false;
        let read = items(value, |person| {
            is_more |= people.len() == MOST;
            if people.len() < MOST {
                people.push(person);
            }
        });
        if let Err(error) = read {
            self.bad(key, value, &format!("is no list: {error}"));
        }
        if is_more {
            self.bad(key, value, "names more people than are read");
        }
        let mut names = Vec::new();
        for person in people {
            let mut name = None;
            self.object(key, person, |member, value| {
                if member == "name" {
                    name.get_or_insert(value);
                }
            });
            let name = name.and_then(|name| self.string(key, name));
            names.extend(name.filter(|name| !name.trim().is_empty()).map(Value::text));
        }
        if !names.is_empty() {
            self.emit(tag, Value::List(names), None, value);
        }
    }

    /// How the picture came to Google: the names of the members, and the device that uploaded it.
    fn origin(&mut self, key: &str, tag: &'static str, value: &'a str) {
        let mut ways = Vec::new();
        let cx = self.cx;
        self.object(key, value, |name, value| {
            if ways.len() < MOST {
                ways.push((cx.text(name), value));
            }
        });
        let mut device = None;
        for (_, way) in &ways {
            // Origins without details are not objects, or empty ones.
            let _ = members(way, |name, value| {
                if name == "deviceType" {
                    device.get_or_insert(value);
                }
            });
        }
        if !ways.is_empty() {
            let names = ways.iter().map(|(name, _)| Value::text(name)).collect();
            self.emit(tag, Value::List(names), None, value);
        }
        if let Some((device, text)) = device.and_then(|text| Some((self.string(key, text)?, text))) {
            self.emit("GooglePhotosDeviceType", Value::text(device), None, text);
        }
    }

    fn object(&self, key: &str, value: &'a str, each: impl FnMut(&str, &'a str)) {
        if let Err(error) = members(value, each) {
            self.bad(key, value, &format!("is no object: {error}"));
        }
    }

    fn string(&self, key: &str, value: &'a str) -> Option<&'a str> {
        if value == "null" {
            return None;
        }
        if value.starts_with('"') && !value.contains('\\') {
            return Some(unquoted(value));
        }
        let text = serde_json::from_str::<String>(value).ok();
        if text.is_none() {
            self.bad(key, value, "is no text");
        }
        text.map(|text| self.cx.text(&text))
    }

    /// A number whose absolute value is at most `most`. A number written as text is reported, but accepted.
    fn number(&self, key: &str, value: &str, most: f64) -> Option<f64> {
        let number = unquoted(value).trim().parse().ok().filter(|number: &f64| number.abs() <= most);
        match number {
            None => self.bad(key, value, "has a number that is none, or beyond all bounds"),
            Some(_) if value.starts_with('"') => {
                self.bad(key, value, "has a number that stands there as text");
            }
            Some(_) => {}
        }
        number
    }

    fn emit(&mut self, name: &'static str, value: Value<'a>, raw: Option<Value<'a>>, text: &str) {
        let offset = self.offset(text);
        let source = Origin { block: BlockKind::TakeoutJson, offset, standard: true, charset: None };
        self.sink.tags.push(Tag::new(Group::Other(Cow::Borrowed(GROUP)), name, value, raw, source));
    }

    fn bad(&self, key: &str, value: &str, what: &str) {
        let offset = self.offset(value);
        self.cx.issue(IssueCode::BadSidecar, Stage::Container, Some(offset), || format!("`{key}` {what}"));
    }

    /// The offset in the file of a part of the text.
    fn offset(&self, part: &str) -> u64 {
        let at = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        self.start.saturating_add(at as u64)
    }
}

/// A value without the quotes around it, if it has any.
fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

/// Calls `each` with the name and the text of every member of an object, until an error.
fn members<'a>(text: &'a str, each: impl FnMut(&str, &'a str)) -> serde_json::Result<()> {
    struct Members<F>(F);
    impl<'de, F: FnMut(&str, &'de str)> Visitor<'de> for Members<F> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
            while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                (self.0)(&name, value.get());
            }
            Ok(())
        }
    }
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(Members(each))?;
    json.end()
}

/// Calls `each` with the text of every item of a list, until an error.
fn items<'a>(text: &'a str, each: impl FnMut(&'a str)) -> serde_json::Result<()> {
    struct Items<F>(F);
    impl<'de, F: FnMut(&'de str)> Visitor<'de> for Items<F> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
            while let Some(item) = list.next_element::<&'de RawValue>()? {
                (self.0)(item.get());
            }
            Ok(())
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_seq(Items(each))
}
