//! Dates: their parts, their companion tags, their offsets, and which of several counts.

use crate::support::exif::{Data, Directory, tiff};
use crate::support::jpeg::{exif, iim, jpeg, photoshop, resource, xmp};
use embedmeta::{Extraction, Extractor, OffsetSource, Profile, Rule};

const MODIFY: u16 = 0x0132;
const ORIGINAL: u16 = 0x9003;
const DIGITIZED: u16 = 0x9004;
const OFFSET: u16 = 0x9010;
const OFFSET_ORIGINAL: u16 = 0x9011;
const OFFSET_DIGITIZED: u16 = 0x9012;
const SUB_SEC_ORIGINAL: u16 = 0x9291;

/// A picture with these parts; each is optional.
#[derive(Default)]
struct Picture {
    modified: Option<&'static str>,
    settings: Vec<(u16, &'static str)>,
    iso: Option<Data>,
    gps: Option<(&'static str, [(u32, u32); 3])>,
    datasets: Vec<(u8, u8, &'static str)>,
    /// The properties of each packet.
    packets: Vec<&'static str>,
}

impl Picture {
    fn of(settings: &[(u16, &'static str)]) -> Self {
        Self { settings: settings.to_vec(), ..Self::default() }
    }

    fn modified(self, date: &'static str) -> Self {
        Self { modified: Some(date), ..self }
    }

    fn gps(self, day: &'static str, time: [(u32, u32); 3]) -> Self {
        Self { gps: Some((day, time)), ..self }
    }

    fn iim(self, datasets: &[(u8, u8, &'static str)]) -> Self {
        Self { datasets: datasets.to_vec(), ..self }
    }

    fn xmp(mut self, properties: &'static str) -> Self {
        self.packets.push(properties);
        self
    }

    fn bytes(self) -> Vec<u8> {
        let mut root: Vec<(u16, Data)> = Vec::new();
        root.extend(self.modified.map(|date| (MODIFY, Data::Ascii(date))));
        let mut settings: Vec<_> =
            self.settings.into_iter().map(|(tag, text)| (tag, Data::Ascii(text))).collect();
        settings.extend(self.iso.map(|data| (0x8827, data)));
        settings.sort_by_key(|(tag, _)| *tag);
        root.push((0x8769, Data::Directory(Directory(settings))));
        if let Some((day, time)) = self.gps {
            let place = vec![(7, Data::Rational(time.to_vec())), (29, Data::Ascii(day))];
            root.push((0x8825, Data::Directory(Directory(place))));
        }
        let mut segments = vec![exif(&tiff(true, vec![Directory(root)]))];
        segments.extend(self.packets.iter().map(|properties| xmp(packet(properties).as_bytes())));
        if !self.datasets.is_empty() {
            let datasets: Vec<_> = self
                .datasets
                .iter()
                .map(|(record, number, text)| (*record, *number, text.as_bytes()))
                .collect();
            segments.push(photoshop(&[resource(0x0404, &iim(&datasets))]));
        }
        jpeg(&segments)
    }

    fn read(self) -> Extraction {
        Extractor::new().from_bytes(&self.bytes()).unwrap()
    }
}

fn packet(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:exifEX='http://cipa.jp/exif/1.0/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' \
         xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
         {properties}/></rdf:RDF></x:xmpmeta>"
    )
}

fn text<'e>(extraction: &'e Extraction, field: &str) -> Option<&'e str> {
    extraction.metadata.text(field)
}

fn why<'e>(extraction: &'e Extraction, field: &str) -> &'e embedmeta::Provenance {
    let found = extraction.provenance.iter().find(|why| why.field == field);
    found.unwrap_or_else(|| panic!("no {field}"))
}

/// A date, and the source of its offset.
fn date<'e>(extraction: &'e Extraction, field: &str) -> (&'e str, OffsetSource) {
    (text(extraction, field).unwrap(), why(extraction, field).offset.unwrap())
}

fn issues(extraction: &Extraction, code: &str) -> usize {
    extraction.issues.iter().filter(|issue| issue.code == code).count()
}

fn has_tag(extraction: &Extraction, name: &str) -> bool {
    extraction.tags.iter().any(|tag| tag.name == name)
}

/// IPTC's dates lost their time in the fields of the same names: `DateCreated` and `DigitalCreationDate` were midnight,
/// and an issue said that they had no time, although the tag for it was there.
#[test]
fn a_date_of_iim_has_the_time_of_its_time_dataset() {
    let extraction = Picture::default()
        .iim(&[
            (2, 30, "20190101"),
            (2, 35, "080000+0000"),
            (2, 37, "20200101"),
            (2, 38, "090000+0100"),
            (2, 55, "20191016"),
            (2, 60, "190103+0200"),
            (2, 62, "20191017"),
            (2, 63, "200204-0330"),
        ])
        .read();
    for (field, expected) in [
        ("DateCreated", "2019-10-16T17:01:03.000Z"),
        ("DateTimeCreated", "2019-10-16T17:01:03.000Z"),
        ("MWGDateTimeOriginal", "2019-10-16T17:01:03.000Z"),
        ("DigitalCreationDate", "2019-10-17T23:32:04.000Z"),
        ("MWGCreateDate", "2019-10-17T23:32:04.000Z"),
        ("ReleaseDate", "2019-01-01T08:00:00.000Z"),
        ("ExpirationDate", "2020-01-01T08:00:00.000Z"),
    ] {
        assert_eq!(date(&extraction, field), (expected, OffsetSource::Value), "{field}");
        assert_eq!(why(&extraction, field).winners.len(), 2, "{field}");
    }
    assert_eq!(text(&extraction, "TimeCreated"), Some("19:01:03+02:00"));
    assert_eq!(issues(&extraction, "time-assumed"), 0);
}

/// An IPTC date without a time, or with one that was never set, is still a date.
#[test]
fn a_date_of_iim_whose_time_is_blank_is_a_day() {
    let extraction = Picture::default().iim(&[(2, 55, "20191016"), (2, 60, "           ")]).read();
    assert_eq!(text(&extraction, "DateCreated"), Some("2019-10-16T00:00:00.000Z"));
    assert_eq!(text(&extraction, "TimeCreated"), None);
    assert_eq!((issues(&extraction, "time-assumed"), issues(&extraction, "unset")), (1, 1));
}

/// Offsets, fractions and times that a camera left blank became fields: `"OffsetTime": "   :"`.
#[test]
fn what_was_never_set_is_no_field() {
    for blank in ["   :", "    :  :", "----", "--:--", "//", "  ", "Unknown ()", "+  :  "] {
        let picture = Picture::of(&[
            (ORIGINAL, "2024:03:05 14:30:15"),
            (OFFSET, blank),
            (OFFSET_ORIGINAL, blank),
            (OFFSET_DIGITIZED, blank),
            (SUB_SEC_ORIGINAL, blank),
        ]);
        let extraction = picture.read();
        for field in ["OffsetTime", "OffsetTimeOriginal", "OffsetTimeDigitized", "SubSecTimeOriginal"] {
            assert_eq!(text(&extraction, field), None, "{field} {blank:?}");
            assert!(has_tag(&extraction, field), "{field} {blank:?}");
        }
        assert_eq!(issues(&extraction, "unset"), 4, "{blank:?}");
        assert_eq!(issues(&extraction, "not-an-offset"), 0, "{blank:?}");
        let expected = ("2024-03-05T14:30:15.000Z", OffsetSource::Assumed);
        assert_eq!(date(&extraction, "DateTimeOriginal"), expected, "{blank:?}");
    }
}

/// A date of blanks, dashes or zeros was silently left out.
#[test]
fn a_date_that_was_never_set_is_told() {
    for blank in ["    :  :     :  :  ", "0000:00:00 00:00:00", "----:--:-- --:--:--", "////", "     "] {
        let extraction = Picture::of(&[(ORIGINAL, blank), (DIGITIZED, "2024:03:05 14:30:15")]).read();
        assert_eq!(text(&extraction, "DateTimeOriginal"), None, "{blank:?}");
        assert!(has_tag(&extraction, "DateTimeOriginal"), "{blank:?}");
        assert_eq!(issues(&extraction, "unset"), 1, "{blank:?}");
    }
}

/// An invalid offset was shown but not used, and nothing said so.
#[test]
fn an_offset_that_cannot_be_is_told() {
    let extraction = Picture::of(&[(ORIGINAL, "2024:03:05 14:30:15"), (OFFSET_ORIGINAL, "+99:00")]).read();
    assert_eq!(date(&extraction, "DateTimeOriginal").1, OffsetSource::Assumed);
    assert_eq!(issues(&extraction, "not-an-offset"), 1);
    assert_eq!(text(&extraction, "OffsetTimeOriginal"), Some("+99:00"));
}

/// Any multiple of a quarter of an hour between local and GPS time counted as a time zone, so that a 75-minute-old fix
/// made one that no place has.
#[test]
fn an_offset_from_gps_is_that_of_a_zone() {
    let of = |time: [(u32, u32); 3]| {
        Picture::of(&[(ORIGINAL, "2024:03:05 14:30:15")]).gps("2024:03:05", time).read()
    };
    for (hours, minutes, seconds) in [(13, 15, 15), (14, 15, 15), (14, 45, 0), (13, 29, 10), (13, 31, 20)] {
        let extraction = of([(hours, 1), (minutes, 1), (seconds, 1)]);
        let expected = ("2024-03-05T14:30:15.000Z", OffsetSource::Assumed);
        assert_eq!(date(&extraction, "DateTimeOriginal"), expected, "{hours}:{minutes}:{seconds}");
    }
    for (hours, minutes, seconds, expected) in [
        (13, 30, 15, "2024-03-05T13:30:15.000Z"),
        (13, 29, 15, "2024-03-05T13:30:15.000Z"),
        (13, 31, 15, "2024-03-05T13:30:15.000Z"),
        (8, 45, 15, "2024-03-05T08:45:15.000Z"),
        (18, 0, 15, "2024-03-05T18:00:15.000Z"),
        (23, 59, 59, "2024-03-06T00:00:15.000Z"), // Marquesas
    ] {
        let extraction = of([(hours, 1), (minutes, 1), (seconds, 1)]);
        assert_eq!(text(&extraction, "DateTimeOriginal"), Some(expected), "{hours}:{minutes}:{seconds}");
    }
}

/// A GPS time over 0 is printed as midnight. It was taken for a real time, and gave an offset and a time of the fix.
#[test]
fn a_gps_time_over_zero_is_no_time() {
    for time in [[(0, 0), (0, 0), (0, 0)], [(13, 1), (30, 1), (0, 0)], [(5, 0), (0, 1), (0, 1)]] {
        let local = if time[0] == (13, 1) { "2024:03:05 14:30:00" } else { "2024:03:05 01:00:00" };
        let extraction = Picture::of(&[(ORIGINAL, local)]).gps("2024:03:05", time).read();
        assert_eq!(date(&extraction, "DateTimeOriginal").1, OffsetSource::Assumed, "{time:?}");
        assert_eq!(text(&extraction, "GPSDateTime"), None, "{time:?}");
        assert_eq!(text(&extraction, "GPSTimeStamp"), None, "{time:?}");
        assert!(has_tag(&extraction, "GPSTimeStamp"), "{time:?}");
        assert_eq!(issues(&extraction, "undefined"), 1, "{time:?}");
    }
    let midnight = Picture::of(&[(ORIGINAL, "2024:03:05 01:00:00")]).gps("2024:03:05", [(0, 1); 3]).read();
    assert_eq!(date(&midnight, "DateTimeOriginal"), ("2024-03-05T00:00:00.000Z", OffsetSource::Gps));
    assert_eq!(text(&midnight, "GPSTimeStamp"), Some("00:00:00"));
}

/// A date with an unknown month or day counted as impossible and was left out.
#[test]
fn a_date_without_its_month_or_day_is_a_partial_one() {
    for (stored, expected) in [("19780000", "1978"), ("19780700", "1978-07")] {
        let extraction = Picture::default().iim(&[(2, 55, stored), (2, 60, "120000+0100")]).read();
        for field in ["DateCreated", "DateTimeCreated", "MWGDateTimeOriginal"] {
            assert_eq!(text(&extraction, field), Some(expected), "{field} {stored}");
        }
    }
    for (stored, expected) in
        [("2005:  :     :  :  ", "2005"), ("2005:07:   10:20:30", "2005-07"), ("2005:00:00 00:00:00", "2005")]
    {
        let extraction = Picture::of(&[(ORIGINAL, stored), (OFFSET_ORIGINAL, "+02:00")]).read();
        assert_eq!(text(&extraction, "DateTimeOriginal"), Some(expected), "{stored:?}");
        assert_eq!(why(&extraction, "DateTimeOriginal").offset, None, "{stored:?}");
        assert_eq!(issues(&extraction, "impossible-date"), 0, "{stored:?}");
    }
    let in_xmp = Picture::default()
        .xmp("photoshop:DateCreated='1978-00-00' xmp:CreateDate='1978-07-00T00:00:00'")
        .read();
    assert_eq!(text(&in_xmp, "DateCreated"), Some("1978"));
    assert_eq!(text(&in_xmp, "CreateDate"), Some("1978-07"));
}

/// Some cameras pad the parts of a date with blanks; such a date was shown as plain text.
#[test]
fn digits_padded_with_blanks_are_digits() {
    let extraction =
        Picture::of(&[(ORIGINAL, "2005: 7: 4  9:05:03"), (DIGITIZED, "2005:07:04   :  :  ")]).read();
    assert_eq!(text(&extraction, "DateTimeOriginal"), Some("2005-07-04T09:05:03.000Z"));
    assert_eq!(text(&extraction, "CreateDate"), Some("2005-07-04T00:00:00.000Z"));
    assert_eq!(issues(&extraction, "time-assumed"), 1);
}

/// A text in EXIF that is not a date won over a date in XMP or IPTC.
#[test]
fn what_is_no_date_never_beats_a_date() {
    for wrong in ["unknown", "10:12:33 PM", "    :07:04 09:05:03", "2005 or so", "2005:13:45 00:00:00"] {
        let in_xmp =
            Picture::of(&[(ORIGINAL, wrong)]).xmp("exif:DateTimeOriginal='2005-07-04T09:05:03Z'").read();
        assert_eq!(text(&in_xmp, "DateTimeOriginal"), Some("2005-07-04T09:05:03.000Z"), "{wrong}");
        let in_iim = Picture::of(&[(ORIGINAL, wrong)]).iim(&[(2, 55, "20050704")]).read();
        let expected = Some("2005-07-04T00:00:00.000Z");
        assert_eq!(text(&in_iim, "MWGDateTimeOriginal"), expected, "{wrong}");
        assert_eq!(why(&in_iim, "MWGDateTimeOriginal").losers.len(), 1, "{wrong}");
    }
    let extraction = Picture::of(&[(ORIGINAL, "unknown")]).xmp("exif:DateTimeOriginal='2005-07-04'").read();
    assert_eq!(why(&extraction, "DateTimeOriginal").rule, Rule::NotAValue);
    assert_eq!(issues(&extraction, "not-a-date"), 1);

    let alone = Picture::of(&[(ORIGINAL, "circa 1920")]).read();
    assert_eq!(text(&alone, "DateTimeOriginal"), Some("circa 1920"));
    assert_eq!(why(&alone, "DateTimeOriginal").rule, Rule::Only);
    let both = Picture::of(&[(ORIGINAL, "circa 1920")]).xmp("exif:DateTimeOriginal='long ago'").read();
    assert_eq!(text(&both, "DateTimeOriginal"), Some("circa 1920"));
    assert_eq!(why(&both, "DateTimeOriginal").rule, Rule::ExifFirst);
}

/// A partial date is a date, so the order of precedence stays.
#[test]
fn a_partial_date_keeps_its_rank() {
    let extraction = Picture::of(&[(ORIGINAL, "2005:07:     :  :  ")])
        .xmp("exif:DateTimeOriginal='2005-07-04T09:05:03Z'")
        .read();
    assert_eq!(text(&extraction, "DateTimeOriginal"), Some("2005-07"));
    assert_eq!(why(&extraction, "DateTimeOriginal").rule, Rule::ExifFirst);
}

/// A word in a numeric field won over a number.
#[test]
fn what_is_no_number_never_beats_a_number() {
    let of = |stored: &'static str, in_xmp: &'static str| {
        Picture { iso: Some(Data::Ascii(stored)), ..Picture::default() }.xmp(in_xmp).read()
    };
    let extraction = of("high", "exif:ISOSpeedRatings='400'");
    assert_eq!(extraction.metadata.integer("ISO"), Some(400), "{:?}", extraction.metadata.get("ISO"));
    assert_eq!(why(&extraction, "ISO").rule, Rule::NotAValue);
    let extraction = of("high", "exif:Contrast='0'");
    assert_eq!(text(&extraction, "ISO"), Some("high"));
}

/// The offset and the fraction that XMP stores beside its dates were not used.
#[test]
fn a_date_of_xmp_has_the_companions_of_its_packet() {
    let extraction = Picture::default()
        .xmp(
            "exif:DateTimeOriginal='2024-03-05T14:30:15' exif:SubSecTimeOriginal='25' \
             exifEX:OffsetTimeOriginal='+02:00' exif:DateTimeDigitized='2024-03-05T14:30:16' \
             exif:OffsetTimeDigitized='+03:00' exif:SubSecTimeDigitized='5' \
             xmp:ModifyDate='2024-03-05T14:30:17' exifEX:OffsetTime='-01:00' exif:SubSecTime='75'",
        )
        .read();
    for (field, expected) in [
        ("DateTimeOriginal", "2024-03-05T12:30:15.250Z"),
        ("DateTimeDigitized", "2024-03-05T11:30:16.500Z"),
        ("ModifyDate", "2024-03-05T15:30:17.750Z"),
    ] {
        assert_eq!(date(&extraction, field), (expected, OffsetSource::OwnTag), "{field}");
    }
    let extraction = Picture::default()
        .xmp("xmp:CreateDate='2024-03-05T14:30:16' exifEX:OffsetTimeDigitized='+03:00'")
        .read();
    assert_eq!(date(&extraction, "CreateDate"), ("2024-03-05T11:30:16.000Z", OffsetSource::OwnTag));
    let extraction =
        Picture::default().xmp("tiff:DateTime='2024-03-05T14:30:16' exifEX:OffsetTime='+03:00'").read();
    assert_eq!(date(&extraction, "DateTime"), ("2024-03-05T11:30:16.000Z", OffsetSource::OwnTag));
}

/// The companion tags of dates in one standard do not apply to another standard.
#[test]
fn companions_of_exif_and_of_xmp_do_not_mix() {
    let extraction = Picture::of(&[(ORIGINAL, "2024:03:05 14:30:15")])
        .xmp("exifEX:OffsetTimeOriginal='+02:00' exif:SubSecTimeOriginal='25'")
        .read();
    let expected = ("2024-03-05T14:30:15.000Z", OffsetSource::Assumed);
    assert_eq!(date(&extraction, "DateTimeOriginal"), expected);
    let extraction = Picture::of(&[(OFFSET_ORIGINAL, "+02:00"), (SUB_SEC_ORIGINAL, "25")])
        .xmp("exif:DateTimeOriginal='2024-03-05T14:30:15'")
        .read();
    assert_eq!(date(&extraction, "DateTimeOriginal"), expected);
}

/// With two packets, each date uses the companion properties of its own packet.
#[test]
fn companions_of_two_packets_do_not_mix() {
    let first = "exif:DateTimeOriginal='2024-03-05T14:30:15' exifEX:OffsetTimeOriginal='+02:00'";
    let extraction = Picture::default().xmp(first).xmp("exif:DateTimeDigitized='2024-03-05T14:30:16'").read();
    let expected = ("2024-03-05T12:30:15.000Z", OffsetSource::OwnTag);
    assert_eq!(date(&extraction, "DateTimeOriginal"), expected);
    let expected = ("2024-03-05T14:30:15.000Z", OffsetSource::Assumed);
    let offset = "exifEX:OffsetTimeOriginal='+02:00' exif:SubSecTimeOriginal='5'";
    for (one, other) in [
        ("exif:DateTimeOriginal='2024-03-05T14:30:15'", offset),
        (offset, "exif:DateTimeOriginal='2024-03-05T14:30:15'"),
    ] {
        let extraction = Picture::default().xmp(one).xmp(other).read();
        assert_eq!(date(&extraction, "DateTimeOriginal"), expected, "{one}");
    }
    // The offset in the packet of lower precedence still belongs to its own date.
    let extraction = Picture::default().xmp("exifEX:OffsetTimeOriginal='+05:00'").xmp(first).read();
    let expected = ("2024-03-05T12:30:15.000Z", OffsetSource::OwnTag);
    assert_eq!(date(&extraction, "DateTimeOriginal"), expected);
    assert_eq!(text(&extraction, "OffsetTimeOriginal"), Some("+05:00"));
}

/// Cameras write one moment into both exposure dates, but its offset only once; the other date was shown as if in UTC.
#[test]
fn the_dates_of_the_exposure_share_their_offset_where_they_show_the_same_time() {
    let same = "2024:03:05 14:30:15";
    let utc = "2024-03-05T12:30:15.000Z";
    let as_if_utc = ("2024-03-05T14:30:15.000Z", OffsetSource::Assumed);
    for (tag, own) in [(OFFSET_DIGITIZED, "CreateDate"), (OFFSET_ORIGINAL, "DateTimeOriginal")] {
        let picture = Picture::of(&[(ORIGINAL, same), (DIGITIZED, same), (tag, "+02:00")]).modified(same);
        let extraction = picture.read();
        for field in ["DateTimeOriginal", "CreateDate"] {
            let source = if field == own { OffsetSource::OwnTag } else { OffsetSource::SiblingTag };
            assert_eq!(date(&extraction, field), (utc, source), "{field} from {tag:#x}");
        }
        assert_eq!(date(&extraction, "ModifyDate"), as_if_utc);
    }
    // The offset of a change is that of the computer that made it.
    let picture = Picture::of(&[(ORIGINAL, same), (DIGITIZED, same), (OFFSET, "+02:00")]).modified(same);
    let extraction = picture.read();
    assert_eq!(date(&extraction, "ModifyDate"), (utc, OffsetSource::OwnTag));
    assert_eq!(date(&extraction, "DateTimeOriginal"), as_if_utc);
    assert_eq!(date(&extraction, "CreateDate"), as_if_utc);
    // A different second is a different moment.
    let other = (DIGITIZED, "2024:03:05 14:30:16");
    let extraction = Picture::of(&[(ORIGINAL, same), other, (OFFSET_DIGITIZED, "+02:00")]).read();
    assert_eq!(date(&extraction, "DateTimeOriginal"), as_if_utc);
    assert_eq!(date(&extraction, "CreateDate"), ("2024-03-05T12:30:16.000Z", OffsetSource::OwnTag));
    // A date's own tag takes precedence over the other date's.
    let settings =
        [(ORIGINAL, same), (DIGITIZED, same), (OFFSET_ORIGINAL, "+01:00"), (OFFSET_DIGITIZED, "+02:00")];
    let extraction = Picture::of(&settings).read();
    assert_eq!(date(&extraction, "DateTimeOriginal"), ("2024-03-05T13:30:15.000Z", OffsetSource::OwnTag));
    assert_eq!(date(&extraction, "CreateDate"), (utc, OffsetSource::OwnTag));
    // The same in XMP.
    let in_xmp = Picture::default()
        .xmp("exif:DateTimeOriginal='2024-03-05T14:30:15' exif:DateTimeDigitized='2024-03-05T14:30:15' exifEX:OffsetTimeDigitized='+02:00'")
        .read();
    assert_eq!(date(&in_xmp, "DateTimeOriginal"), (utc, OffsetSource::SiblingTag));
}

/// If EXIF has a wall-clock time without an offset, and IPTC or XMP the same time with one, EXIF's was shown as if in
/// UTC, so that one moment became two in one object.
#[test]
fn an_offset_that_is_stated_serves_the_same_wall_clock_elsewhere() {
    let local = (ORIGINAL, "2019:10:16 19:01:03");
    let utc = "2019-10-16T17:01:03.000Z";
    let in_iim = Picture::of(&[local]).iim(&[(2, 55, "20191016"), (2, 60, "190103+0200")]).read();
    assert_eq!(date(&in_iim, "DateTimeOriginal"), (utc, OffsetSource::SameWallClock));
    assert_eq!(date(&in_iim, "DateCreated"), (utc, OffsetSource::Value));
    let in_xmp = Picture::of(&[local]).xmp("photoshop:DateCreated='2019-10-16T19:01:03.25+02:00'").read();
    assert_eq!(date(&in_xmp, "DateTimeOriginal"), (utc, OffsetSource::SameWallClock));
    let of_xmp = Picture::default()
        .iim(&[(2, 62, "20191016"), (2, 63, "190103+0200")])
        .xmp("photoshop:DateCreated='2019-10-16T19:01:03'")
        .read();
    assert_eq!(date(&of_xmp, "DateCreated"), (utc, OffsetSource::SameWallClock));
    assert_eq!(issues(&of_xmp, "offset-assumed"), 0);
}

/// An offset applies to no other wall-clock time. `+0000` is what programs write that know no offset, and of two
/// offsets that disagree, neither is used.
#[test]
fn an_offset_that_proves_nothing_serves_no_other_date() {
    let of = |time: &'static str| {
        let local = [(ORIGINAL, "2019:10:16 19:01:03")];
        Picture::of(&local).iim(&[(2, 55, "20191016"), (2, 60, time)])
    };
    for time in ["190103+0000", "190104+0200", "190103"] {
        let expected = ("2019-10-16T19:01:03.000Z", OffsetSource::Assumed);
        assert_eq!(date(&of(time).read(), "DateTimeOriginal"), expected, "{time}");
    }
    let extraction = of("190103+0200").xmp("photoshop:DateCreated='2019-10-16T19:01:03+01:00'").read();
    assert_eq!(date(&extraction, "DateTimeOriginal").1, OffsetSource::Assumed);
    // GPS time is better evidence than a program that came later.
    let extraction = of("190103+0100").gps("2019:10:16", [(17, 1), (1, 1), (0, 1)]).read();
    assert_eq!(date(&extraction, "DateTimeOriginal"), ("2019-10-16T17:01:03.000Z", OffsetSource::Gps));
}

/// `explain` says in words which source it was.
#[test]
fn explain_tells_the_source_of_an_offset_and_the_text_that_was_passed_over() {
    let folder = crate::support::Folder::new("regression-dates");
    let local = "2019:10:16 19:01:03";
    let path = folder.file(
        "a.jpg",
        &Picture::of(&[(ORIGINAL, local), (DIGITIZED, "unknown")])
            .iim(&[(2, 55, "20191016"), (2, 60, "190103+0200")])
            .xmp("xmp:CreateDate='2019-10-17T10:00:00Z'")
            .bytes(),
    );
    let output = crate::support::run(&["explain", path.to_str().unwrap()]);
    let out = crate::support::stdout(&output);
    assert!(out.contains("stated by another date that shows the same time"), "{out}");
    assert!(out.contains("what comes before it is no value of the field's kind"), "{out}");
}

/// The documented profile shows the same dates.
#[test]
fn the_documented_profile_has_the_same_offsets() {
    let picture = Picture::of(&[(ORIGINAL, "2019:10:16 19:01:03"), (OFFSET_ORIGINAL, "   :")])
        .iim(&[(2, 55, "20191016"), (2, 60, "190103+0200")]);
    let extractor = Extractor::new().profile(Profile::Documented);
    let extraction = extractor.from_bytes(&picture.bytes()).unwrap();
    for field in ["DateTimeOriginal", "DateCreated", "DateTimeCreated"] {
        assert_eq!(text(&extraction, field), Some("2019-10-16T17:01:03.000Z"), "{field}");
    }
    assert_eq!(text(&extraction, "OffsetTimeOriginal"), None);
}
