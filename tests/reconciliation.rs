//! Which of EXIF, IPTC-IIM and XMP wins where they disagree: each case is built here and identified by name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use embedmeta::{
    CharsetRung, Dates, DigestState, Extraction, Extractor, FieldValue, OffsetSource, Policy, Provenance,
    Rule,
};
use support::exif::{Data, Directory, tiff};
use support::jpeg::{digest, exif, iim, jpeg, photoshop, resource, xmp};

/// The state of the stored digest.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    NoIim,
    Missing,
    Matches,
    Differs,
}

/// What a carrier holds for the property.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Has {
    Nothing,
    Blank,
    Value,
    /// The beginning of XMP's value, cut at IIM's length limit.
    Cut,
}

/// Datasets: record, number, bytes.
type Datasets = Vec<(u8, u8, Vec<u8>)>;

/// A property, and how each standard carries it.
struct Property {
    field: &'static str,
    exif: Option<fn(String) -> Directory>,
    xmp: fn(&str) -> String,
    iim: fn(&str) -> Datasets,
    /// The values of EXIF, XMP and IIM; `shown` has them as the object shows them.
    values: [&'static str; 3],
    shown: [&'static str; 3],
    limit: Option<usize>,
}

const LONG: &str = "A value of XMP's that goes on and on, further than IIM allows it to go; ";

const PROPERTIES: &[Property] = &[
    Property {
        field: "Caption",
        exif: Some(|text| Directory(vec![(0x010e, Data::Text(text))])),
        xmp: |text| {
            format!(
                "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>{text}</rdf:li></rdf:Alt></dc:description>"
            )
        },
        iim: |text| vec![(2, 120, text.into())],
        values: ["of EXIF", LONG, "of IIM"],
        shown: ["of EXIF", LONG, "of IIM"],
        limit: Some(2000),
    },
    Property {
        field: "MWGCreator",
        exif: Some(|text| Directory(vec![(0x013b, Data::Text(text))])),
        xmp: |text| format!("<dc:creator><rdf:Seq><rdf:li>{text}</rdf:li></rdf:Seq></dc:creator>"),
        iim: |text| vec![(2, 80, text.into())],
        values: ["Ann of EXIF", LONG, "Cy of IIM"],
        shown: ["Ann of EXIF", LONG, "Cy of IIM"],
        limit: Some(32),
    },
    Property {
        field: "MWGCopyright",
        exif: Some(|text| Directory(vec![(0x8298, Data::Text(text))])),
        xmp: |text| {
            format!("<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>{text}</rdf:li></rdf:Alt></dc:rights>")
        },
        iim: |text| vec![(2, 116, text.into())],
        values: ["(c) EXIF", LONG, "(c) IIM"],
        shown: ["(c) EXIF", LONG, "(c) IIM"],
        limit: Some(128),
    },
    Property {
        field: "MWGKeywords",
        exif: None,
        xmp: |text| format!("<dc:subject><rdf:Bag><rdf:li>{text}</rdf:li></rdf:Bag></dc:subject>"),
        iim: |text| vec![(2, 25, text.into())],
        values: ["", LONG, "of IIM"],
        shown: ["", LONG, "of IIM"],
        limit: Some(64),
    },
    Property {
        field: "City",
        exif: None,
        xmp: |text| format!("<photoshop:City>{text}</photoshop:City>"),
        iim: |text| vec![(2, 90, text.into())],
        values: ["", LONG, "Lyon of IIM"],
        shown: ["", LONG, "Lyon of IIM"],
        limit: Some(32),
    },
    Property {
        field: "MWGDateTimeOriginal",
        exif: Some(|text| {
            Directory(vec![(0x8769, Data::Directory(Directory(vec![(0x9003, Data::Text(text))])))])
        }),
        xmp: |text| format!("<photoshop:DateCreated>{text}</photoshop:DateCreated>"),
        iim: |text| {
            let (date, time) = text.split_once(' ').unwrap_or((text, ""));
            vec![(2, 55, date.into()), (2, 60, time.into())]
        },
        values: ["2001:01:01 01:01:01", "2002-02-02T02:02:02Z", "20030303 030303+0000"],
        shown: ["2001-01-01T01:01:01.000Z", "2002-02-02T02:02:02.000Z", "2003-03-03T03:03:03.000Z"],
        limit: None,
    },
];

impl Property {
    /// A value for XMP that exceeds IIM's limit, and its beginning.
    fn long(&self) -> (String, String) {
        match self.limit {
            Some(limit) => {
                let whole = LONG.repeat(limit / LONG.len() + 1);
                let cut = whole[..limit].to_owned();
                (whole.trim_end().to_owned(), cut)
            }
            None => (self.values[1].to_owned(), self.values[1].to_owned()),
        }
    }

    fn picture(&self, state: State, in_xmp: Has, in_iim: Has, in_exif: Has) -> Vec<u8> {
        let (whole, cut) = self.long();
        let mut segments = Vec::new();
        if let (Some(directory), true) = (self.exif, in_exif != Has::Nothing) {
            let blank = if self.field == "MWGDateTimeOriginal" { "    :  :     :  :  " } else { "    " };
            let text = if in_exif == Has::Blank { blank } else { self.values[0] };
            segments.push(exif(&tiff(true, vec![directory(text.to_owned())])));
        }
        if in_xmp == Has::Value {
            segments.push(xmp(packet(&(self.xmp)(&whole)).as_bytes()));
        }
        if state != State::NoIim {
            let mut datasets = vec![(2u8, 5u8, b"a title".to_vec())];
            match in_iim {
                Has::Value => datasets.extend((self.iim)(self.values[2])),
                Has::Cut => datasets.extend((self.iim)(&cut)),
                Has::Nothing | Has::Blank => {}
            }
            segments.push(photoshop(&resources(state, &block(&datasets))));
        }
        jpeg(&segments)
    }

    /// The rule of the Metadata Working Group: which carrier's value wins.
    fn expected(&self, state: State, in_xmp: Has, in_iim: Has, in_exif: Has) -> Option<String> {
        let (whole, cut) = self.long();
        let has_xmp = in_xmp == Has::Value;
        let xmp = if self.limit.is_some() { whole } else { self.shown[1].to_owned() };
        if self.exif.is_some() && in_exif == Has::Value {
            return Some(self.shown[0].to_owned());
        }
        match (state, in_iim) {
            (State::NoIim, _) | (_, Has::Nothing | Has::Blank) => has_xmp.then_some(xmp),
            (State::Missing | State::Matches, _) | (State::Differs, Has::Cut) if has_xmp => Some(xmp),
            (_, Has::Cut) => Some(cut.trim_end().to_owned()),
            (_, Has::Value) => Some(self.shown[2].to_owned()),
        }
    }
}

fn packet(properties: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
         xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/'>\
         {properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

fn block(datasets: &[(u8, u8, Vec<u8>)]) -> Vec<u8> {
    let parts: Vec<_> = datasets.iter().map(|(record, number, data)| (*record, *number, &data[..])).collect();
    iim(&parts)
}

/// The Photoshop resources for a block, with the digest in the given state.
fn resources(state: State, block: &[u8]) -> Vec<Vec<u8>> {
    let mut resources = vec![resource(0x0404, block)];
    match state {
        State::Matches => resources.push(resource(0x0425, &digest(block))),
        State::Differs => resources.push(resource(0x0425, &[7; 16])),
        State::NoIim | State::Missing => {}
    }
    resources
}

fn read(bytes: &[u8]) -> Extraction {
    Extractor::new().from_bytes(bytes).unwrap()
}

fn why<'e>(extraction: &'e Extraction, field: &str) -> &'e Provenance {
    let found = extraction.provenance.iter().find(|why| why.field == field);
    found.unwrap_or_else(|| panic!("no provenance of {field}"))
}

fn names(why: &[embedmeta::Carried]) -> Vec<String> {
    why.iter().map(|carried| format!("{}:{}", carried.group, carried.name)).collect()
}

/// The text of a single-valued field.
fn one(extraction: &Extraction, field: &str) -> Option<String> {
    let items: Vec<_> = extraction.metadata.items(field).collect();
    assert!(items.len() <= 1, "{field}: {items:?}");
    items.first().and_then(|item| item.as_text()).map(str::to_owned)
}

#[test]
fn every_state_of_the_digest_with_every_set_of_carriers() {
    let mut cells = 0;
    for property in PROPERTIES {
        for state in [State::NoIim, State::Missing, State::Matches, State::Differs] {
            for in_xmp in [Has::Value, Has::Nothing] {
                for in_iim in [Has::Value, Has::Nothing, Has::Cut] {
                    for in_exif in [Has::Value, Has::Blank, Has::Nothing] {
                        if in_iim == Has::Cut && property.limit.is_none() {
                            continue;
                        }
                        let picture = property.picture(state, in_xmp, in_iim, in_exif);
                        let extraction = read(&picture);
                        let cell = format!(
                            "{}: {state:?}, XMP {in_xmp:?}, IIM {in_iim:?}, EXIF {in_exif:?}",
                            property.field
                        );
                        let expected = property.expected(state, in_xmp, in_iim, in_exif);
                        assert_eq!(one(&extraction, property.field), expected, "{cell}");
                        check_provenance(&extraction, property.field, &cell);
                        cells += 1;
                    }
                }
            }
        }
    }
    assert_eq!(cells, 5 * 72 + 48);
}

/// Checks that every field has its provenance, in order, and that no tag is both a winner and a loser.
fn check_provenance(extraction: &Extraction, field: &str, cell: &str) {
    let fields: Vec<_> = extraction.metadata.iter().map(|(field, _)| field).collect();
    let explained: Vec<_> = extraction.provenance.iter().map(|why| why.field.as_ref()).collect();
    assert_eq!(fields, explained, "{cell}");
    let Some(why) = extraction.provenance.iter().find(|why| why.field == field) else { return };
    assert!(!why.winners.is_empty(), "{cell}");
    assert!(why.winners.iter().all(|winner| !why.losers.contains(winner)), "{cell}");
    assert_eq!(
        why.rule == Rule::Only,
        why.losers.is_empty() && why.rule != Rule::XmpFallback,
        "{cell}: {why:?}"
    );
}

#[test]
fn the_rule_is_told() {
    use Has::{Cut, Nothing, Value};
    let caption = &PROPERTIES[0];
    let rule = |state, in_xmp, in_iim, in_exif| {
        why(&read(&caption.picture(state, in_xmp, in_iim, in_exif)), "Caption").rule
    };
    assert_eq!(rule(State::Missing, Value, Value, Value), Rule::ExifFirst);
    assert_eq!(rule(State::Missing, Value, Value, Nothing), Rule::XmpBeforeIim);
    assert_eq!(rule(State::Differs, Value, Value, Nothing), Rule::IimBeforeXmp);
    assert_eq!(rule(State::Differs, Value, Cut, Nothing), Rule::Truncated);
    assert_eq!(rule(State::Differs, Value, Nothing, Nothing), Rule::XmpFallback);
    assert_eq!(rule(State::Matches, Value, Nothing, Has::Blank), Rule::NotBlank);
    assert_eq!(rule(State::Matches, Value, Nothing, Nothing), Rule::Only);
}

#[test]
fn the_state_of_the_digest() {
    let caption = &PROPERTIES[0];
    for (state, told) in [
        (State::NoIim, DigestState::NoIim),
        (State::Missing, DigestState::Missing),
        (State::Matches, DigestState::Matches),
        (State::Differs, DigestState::Differs),
    ] {
        let picture = caption.picture(state, Has::Value, Has::Value, Has::Nothing);
        assert_eq!(read(&picture).digest, told);
    }
    let digest_alone = jpeg(&[photoshop(&[resource(0x0425, &[7; 16])])]);
    assert_eq!(read(&digest_alone).digest, DigestState::NoIim);
}

#[test]
fn a_list_is_completed_item_by_item() {
    let long = "Bartholomew Featherstonehaugh-Cholmondeley";
    let packet = packet(&format!(
        "<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>{long}</rdf:li></rdf:Seq></dc:creator>"
    ));
    let block = iim(&[(2, 80, b"Ann changed"), (2, 80, &long.as_bytes()[..32])]);
    let resources = resources(State::Differs, &block);
    let extraction = read(&jpeg(&[xmp(packet.as_bytes()), photoshop(&resources)]));
    let creators: Vec<_> = extraction.metadata.items("MWGCreator").filter_map(FieldValue::as_text).collect();
    assert_eq!(creators, ["Ann changed", long]);
    let why = why(&extraction, "MWGCreator");
    assert_eq!(why.rule, Rule::Truncated);
    assert_eq!(names(&why.winners), ["IPTC:By-line", "XMP-dc:Creator"]);
}

#[test]
fn a_cut_between_the_bytes_of_a_character_is_a_cut() {
    let whole = format!("{}é und mehr", "x".repeat(31));
    let block = iim(&[(1, 90, b"\x1b%G"), (2, 90, "x".repeat(31).as_bytes())]);
    let packet = packet(&format!("<photoshop:City>{whole}</photoshop:City>"));
    let extraction = read(&jpeg(&[xmp(packet.as_bytes()), photoshop(&resources(State::Differs, &block))]));
    assert_eq!(one(&extraction, "City"), Some(whole));
    let shorter = iim(&[(2, 90, "x".repeat(30).as_bytes())]);
    let extraction = read(&jpeg(&[xmp(packet.as_bytes()), photoshop(&resources(State::Differs, &shorter))]));
    assert_eq!(one(&extraction, "City"), Some("x".repeat(30)), "room for one more: it was meant so");
}

#[test]
fn policies() {
    let picture = PROPERTIES[0].picture(State::Differs, Has::Value, Has::Value, Has::Value);
    let caption = |policy| {
        let extraction = Extractor::new().policy(policy).from_bytes(&picture).unwrap();
        let why = why(&extraction, "Caption").clone();
        (names(&why.winners)[0].clone(), why.rule)
    };
    assert_eq!(caption(Policy::Mwg), ("IFD0:ImageDescription".into(), Rule::ExifFirst));
    assert_eq!(caption(Policy::XmpFirst), ("XMP-dc:Description".into(), Rule::Policy));
    assert_eq!(caption(Policy::IptcFirst), ("IPTC:Caption-Abstract".into(), Rule::Policy));
}

#[test]
fn exif_comes_before_its_mirrors_under_every_policy() {
    let directory = Directory(vec![(0x010f, Data::Ascii("Maker of EXIF"))]);
    let packet = packet("<tiff:Make>Maker of XMP</tiff:Make>");
    let picture = jpeg(&[exif(&tiff(true, vec![directory])), xmp(packet.as_bytes())]);
    for policy in [Policy::Mwg, Policy::XmpFirst, Policy::IptcFirst] {
        let extraction = Extractor::new().policy(policy).from_bytes(&picture).unwrap();
        assert_eq!(one(&extraction, "Make").as_deref(), Some("Maker of EXIF"));
        assert_eq!(why(&extraction, "Make").rule, Rule::ExifFirst);
    }
}

#[test]
fn the_rating_of_xmp_comes_before_that_of_windows() {
    let directory = Directory(vec![(0x4746, Data::Short(vec![2]))]);
    let picture =
        jpeg(&[exif(&tiff(true, vec![directory])), xmp(packet("<xmp:Rating>-1</xmp:Rating>").as_bytes())]);
    let extraction = read(&picture);
    assert_eq!(extraction.metadata.integer("Rating"), Some(-1));
    assert_eq!(names(&why(&extraction, "Rating").losers), ["IFD0:Rating"]);
}

#[test]
fn the_place_that_is_shown_comes_before_the_older_fields() {
    let shown = "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType='Resource'>\
                 <Iptc4xmpExt:City>Shown</Iptc4xmpExt:City></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>";
    let packet = packet(&format!("{shown}<photoshop:City>Older</photoshop:City>"));
    let block = iim(&[(2, 90, b"of IIM")]);
    for (state, expected) in
        [(State::Missing, "Shown"), (State::Matches, "Shown"), (State::Differs, "of IIM")]
    {
        let picture = jpeg(&[xmp(packet.as_bytes()), photoshop(&resources(state, &block))]);
        let extraction = read(&picture);
        assert_eq!(one(&extraction, "MWGCity").as_deref(), Some(expected), "{state:?}");
        assert_eq!(why(&extraction, "MWGCity").losers.len(), 2, "{state:?}");
    }
    let extraction = read(&jpeg(&[xmp(packet.as_bytes())]));
    assert_eq!(why(&extraction, "MWGCity").rule, Rule::LocationShown);
    assert_eq!(one(&extraction, "City").as_deref(), Some("Older"), "the field of the tag's own name");
}

#[test]
fn several_artists_in_one_text() {
    let creators = |artist: &'static str| {
        let directory = Directory(vec![(0x013b, Data::Ascii(artist))]);
        let extraction = read(&jpeg(&[exif(&tiff(false, vec![directory]))]));
        let items = extraction.metadata.items("MWGCreator").filter_map(FieldValue::as_text);
        items.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(creators("A; B"), ["A", "B"]);
    assert_eq!(creators("A, Jr.;B"), ["A, Jr.;B"]);
    assert_eq!(creators(r#""Smith; Sons"; "The ""Bear"""; C"#), ["Smith; Sons", "The \"Bear\"", "C"]);
    assert_eq!(creators("\"Open; B"), ["\"Open", "B"]);
}

#[test]
fn a_block_of_longs_matches_its_digest_without_its_padding() {
    let block = iim(&[(2, 90, b"of IIM"), (2, 5, b"odd")]);
    assert_ne!(block.len() % 4, 0);
    let mut padded = block.clone();
    padded.resize(block.len().next_multiple_of(4), 0);
    let words = padded.chunks(4).map(|word| u32::from_be_bytes(word.try_into().unwrap())).collect();
    let photoshop = [resource(0x0425, &digest(&block))].concat();
    let packet = packet("<photoshop:City>of XMP</photoshop:City>");
    let file = tiff(
        true,
        vec![Directory(vec![
            (700, Data::Byte(packet.into_bytes())),
            (33723, Data::Long(words)),
            (34377, Data::Byte(photoshop)),
        ])],
    );
    let extraction = read(&file);
    assert_eq!(extraction.digest, DigestState::Matches);
    assert_eq!(one(&extraction, "City").as_deref(), Some("of XMP"));
}

#[test]
fn a_block_in_two_segments_has_one_digest() {
    let block = iim(&[(2, 90, b"of IIM"), (2, 120, &[b'x'; 300])]);
    let all = [resource(0x0404, &block), resource(0x0425, &digest(&block))].concat();
    let (first, second) = all.split_at(100);
    let picture = jpeg(&[photoshop(&[first.to_vec()]), photoshop(&[second.to_vec()])]);
    let extraction = read(&picture);
    assert_eq!(extraction.digest, DigestState::Matches);
    assert_eq!(one(&extraction, "City").as_deref(), Some("of IIM"));
}

#[test]
fn character_sets_of_iim() {
    let city = |datasets: &[(u8, u8, &[u8])], charset: Option<&str>| {
        let picture = jpeg(&[photoshop(&[resource(0x0404, &iim(datasets))])]);
        let extractor = match charset {
            Some(charset) => Extractor::new().fallback_charset(charset.parse().unwrap()),
            None => Extractor::new(),
        };
        let extraction = extractor.from_bytes(&picture).unwrap();
        let rung = why(&extraction, "City").winners[0].charset;
        (one(&extraction, "City").unwrap(), rung)
    };
    let utf8 = "Zürich".as_bytes();
    let latin = b"Z\xfcrich";
    let zurich = |rung| ("Zürich".to_owned(), rung);
    assert_eq!(city(&[(1, 90, b"\x1b%G"), (2, 90, utf8)], None), zurich(Some(CharsetRung::Declared)));
    assert_eq!(city(&[(2, 90, utf8)], None), zurich(Some(CharsetRung::Utf8)));
    assert_eq!(city(&[(2, 90, latin)], None), zurich(Some(CharsetRung::Fallback)));
    assert_eq!(city(&[(1, 90, b"\x1b.A"), (2, 90, latin)], None), zurich(Some(CharsetRung::Declared)));
    assert_eq!(city(&[(2, 90, b"Z\x9frich")], Some("macintosh")), zurich(Some(CharsetRung::Fallback)));
    assert_eq!(city(&[(2, 90, b"Bern")], None), ("Bern".to_owned(), None));
}

#[test]
fn a_block_of_turned_words_is_read() {
    let mut block = iim(&[(2, 90, b"of IIM")]);
    block.resize(block.len().next_multiple_of(4), 0);
    let words = block.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
    let extraction = read(&tiff(true, vec![Directory(vec![(33723, Data::Long(words))])]));
    assert_eq!(one(&extraction, "City").as_deref(), Some("of IIM"));
    assert!(extraction.issues.iter().any(|issue| issue.code == "byte-swapped"), "{:?}", extraction.issues);
}

/// A picture with a local time, the GPS time, and optionally an offset of its own.
fn moment(local: &'static str, own: Option<&'static str>, gps: (&'static str, [u32; 3])) -> Extraction {
    let mut settings = vec![(0x9003, Data::Ascii(local)), (0x9004, Data::Ascii(local))];
    settings.extend(own.map(|offset| (0x9011, Data::Ascii(offset))));
    let clock = gps.1.iter().map(|part| (*part, 1)).collect();
    let place = Directory(vec![(7, Data::Rational(clock)), (29, Data::Ascii(gps.0))]);
    let root = vec![
        (0x0132, Data::Ascii(local)),
        (0x8769, Data::Directory(Directory(settings))),
        (0x8825, Data::Directory(place)),
    ];
    read(&jpeg(&[exif(&tiff(true, vec![Directory(root)]))]))
}

#[test]
fn the_offset_of_a_date_and_where_it_came_from() {
    let date = |extraction: &Extraction, field: &str| {
        (one(extraction, field).unwrap(), why(extraction, field).offset.unwrap())
    };
    let gps = ("2024:03:05", [13, 30, 10]);
    let own = moment("2024:03:05 14:30:15", Some("+02:00"), gps);
    assert_eq!(date(&own, "DateTimeOriginal"), ("2024-03-05T12:30:15.000Z".into(), OffsetSource::OwnTag));
    assert_eq!(
        date(&own, "CreateDate"),
        ("2024-03-05T12:30:15.000Z".into(), OffsetSource::SiblingTag),
        "the same moment"
    );
    assert_eq!(
        date(&own, "ModifyDate"),
        ("2024-03-05T14:30:15.000Z".into(), OffsetSource::Assumed),
        "not borrowed"
    );
    assert_eq!(date(&own, "GPSDateTime"), ("2024-03-05T13:30:10.000Z".into(), OffsetSource::Gps));

    for (local, gps, expected) in [
        ("2024:03:05 19:15:00", ("2024:03:05", [13, 30, 0]), "2024-03-05T13:30:00.000Z"), // +05:45
        ("2024:03:05 01:00:00", ("2024:03:04", [11, 0, 20]), "2024-03-04T11:00:00.000Z"), // +14:00
        ("2024:03:04 23:00:00", ("2024:03:05", [11, 0, 0]), "2024-03-05T11:00:00.000Z"),  // -12:00
    ] {
        let extraction = moment(local, Some("   :  "), gps);
        assert_eq!(date(&extraction, "DateTimeOriginal"), (expected.into(), OffsetSource::Gps), "{local}");
    }
    for (local, gps) in [
        ("2024:03:05 14:37:00", ("2024:03:05", [13, 30, 0])), // between two zones
        ("2024:03:05 14:30:00", ("2024:03:03", [13, 30, 0])), // another day
        ("2024:03:05 15:00:00", ("2024:03:05", [0, 30, 0])),  // +14:30
    ] {
        let extraction = moment(local, None, gps);
        assert_eq!(date(&extraction, "DateTimeOriginal").1, OffsetSource::Assumed, "{local}");
        assert!(extraction.issues.iter().any(|issue| issue.code == "offset-assumed"));
    }
    let packet = packet("<xmp:CreateDate>2024-03-05T14:30:00+01:00</xmp:CreateDate>");
    let extraction = read(&jpeg(&[xmp(packet.as_bytes())]));
    assert_eq!(date(&extraction, "CreateDate"), ("2024-03-05T13:30:00.000Z".into(), OffsetSource::Value));
}

#[test]
fn a_date_of_iim_without_a_time_is_a_date() {
    let picture = jpeg(&[photoshop(&[resource(0x0404, &iim(&[(2, 55, b"20240305")]))])]);
    let extraction = read(&picture);
    for field in ["DateTimeCreated", "MWGDateTimeOriginal"] {
        assert_eq!(one(&extraction, field).as_deref(), Some("2024-03-05T00:00:00.000Z"));
        assert_eq!(why(&extraction, field).offset, None);
    }
    assert!(extraction.issues.iter().any(|issue| issue.code == "time-assumed"));
}

#[test]
fn the_wall_clock_on_request() {
    let directory = Directory(vec![(
        0x8769,
        Data::Directory(Directory(vec![
            (0x9003, Data::Ascii("2024:03:05 14:30:15")),
            (0x9011, Data::Ascii("+02:00")),
        ])),
    )]);
    let picture = jpeg(&[exif(&tiff(true, vec![directory]))]);
    let extraction = Extractor::new().dates(Dates::Local).from_bytes(&picture).unwrap();
    assert_eq!(one(&extraction, "DateTimeOriginal").as_deref(), Some("2024-03-05T14:30:15.000"));
    assert_eq!(why(&extraction, "DateTimeOriginal").offset, Some(OffsetSource::OwnTag));
}

const TITLES: &str = "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Harbour</rdf:li>\
                      <rdf:li xml:lang='fr-FR'>Port</rdf:li><rdf:li xml:lang='de'>Hafen</rdf:li></rdf:Alt></dc:title>";

#[test]
fn one_language_or_all() {
    let picture = jpeg(&[xmp(packet(TITLES).as_bytes())]);
    let title = |extractor: Extractor| extractor.from_bytes(&picture).unwrap();
    let preferred = |lang: &str| one(&title(Extractor::new().lang(lang)), "Title").unwrap();
    assert_eq!(one(&title(Extractor::new()), "Title").unwrap(), "Harbour");
    assert_eq!(preferred("fr"), "Port");
    assert_eq!(preferred("fr-fr"), "Port");
    assert_eq!(preferred("fr-CA"), "Harbour");
    assert_eq!(preferred("de-CH"), "Hafen");
    assert_eq!(preferred("it"), "Harbour");
    let asked = title(Extractor::new().lang("de"));
    assert_eq!(why(&asked, "Title").rule, Rule::Language);
    assert_eq!(why(&asked, "Title").losers.len(), 2);

    let all = title(Extractor::new().languages(true));
    let json = serde_json::to_string(all.metadata.get("Title").unwrap()).unwrap();
    assert_eq!(json, r#"{"x-default":"Harbour","fr-FR":"Port","de":"Hafen"}"#);
    assert_eq!(why(&all, "Title").winners.len(), 3);
    let caption = packet("<dc:description>plain</dc:description>");
    let all = Extractor::new().languages(true).from_bytes(&jpeg(&[xmp(caption.as_bytes())])).unwrap();
    let json = serde_json::to_string(&all.metadata).unwrap();
    assert_eq!(json, r#"{"Description":{"x-default":"plain"},"Caption":"plain"}"#);
}

#[test]
fn of_two_packets_the_later_counts_and_the_other_is_told() {
    let first = packet("<photoshop:City>first</photoshop:City><dc:format>image/jpeg</dc:format>");
    let second = packet("<photoshop:City>second</photoshop:City>");
    let extraction = read(&jpeg(&[xmp(first.as_bytes()), xmp(second.as_bytes())]));
    assert_eq!(one(&extraction, "City").as_deref(), Some("second"));
    let why = why(&extraction, "City");
    assert_eq!(why.rule, Rule::LaterPacket);
    assert_eq!(why.losers[0].value.to_string(), "first");
    assert_eq!(one(&extraction, "Format").as_deref(), Some("image/jpeg"));
}

#[test]
fn what_iim_cannot_carry_is_not_lacking_there() {
    let packet = packet("<dc:format>image/jpeg</dc:format><photoshop:City>of XMP</photoshop:City>");
    let resources = resources(State::Differs, &iim(&[(2, 5, b"a title")]));
    let extraction = read(&jpeg(&[xmp(packet.as_bytes()), photoshop(&resources)]));
    assert_eq!(why(&extraction, "City").rule, Rule::XmpFallback);
    assert_eq!(why(&extraction, "Format").rule, Rule::Only);
}
