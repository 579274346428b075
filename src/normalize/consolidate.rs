//! The top level of the consolidation: each field is decided among its candidates, and the entries make the object.

use super::candidate::{Candidate, Candidates, candidates, field_name};
use super::carrier::DigestState;
use super::derived::{self, properties};
use super::entry::{FieldEntry, FieldId, Provenance, Rule};
use super::fields::{self, FIELDS};
use super::input::Input;
use super::options::Profile;
use super::reconcile::Order;
use super::{choice, one_place};
use crate::issue_code::IssueCode;
use crate::metadata::EmbeddedMetadata;
use std::borrow::Cow;

/// The result of a consolidation.
#[derive(Default)]
pub(crate) struct Consolidated {
    pub metadata: EmbeddedMetadata,
    pub provenance: Vec<Provenance>,
    pub digest: DigestState,
}

/// Consolidates the tags of a file.
pub(crate) fn consolidate(input: &Input<'_, '_>) -> Consolidated {
    let digest = DigestState::of(input.tags);
    let order = Order::new(input.options, digest);
    let mut candidates = candidates(input, order);
    one_place::settle(&mut candidates, input);
    let candidates = Candidates::new(candidates);
    let mut entries = Vec::with_capacity(candidates.len());
    entries.extend(candidates.by_field().filter_map(|rivals| decide(rivals, &candidates, input, order)));
    for entry in properties::properties(&candidates, input, order) {
        put(&mut entries, entry);
    }
    add_derived(&mut entries, input);

    let mut metadata = EmbeddedMetadata::with_capacity(entries.len());
    let mut provenance = Vec::new();
    for entry in entries {
        provenance.extend(entry.provenance.map(|provenance| *provenance));
        metadata.push(entry.name, entry.value);
    }
    Consolidated { metadata, provenance, digest }
}

/// The entry of the field that these tags carry.
fn decide<'f, 'a>(
    rivals: &[Candidate<'f, 'a>],
    all: &Candidates<'f, 'a>,
    input: &Input<'f, 'a>,
    order: Order<'_>,
) -> Option<FieldEntry> {
    let first = rivals.first()?;
    let field = first.field.in_table();
    if !input.options.profile.shows(field) {
        return None;
    }
    if let Some(row) = first.field.row().filter(|_| field.is_some_and(|field| field.is_derived)) {
        return properties::property(row, all, input, order);
    }
    let Some(choice) = choice::choose(field, rivals, input, order) else {
        if first.rank.is_apart() {
            input.issue(IssueCode::OtherPlace, first.tag, "is left out: the place is told by another source");
        }
        return None;
    };
    let name = match field {
        Some(field) => Cow::Borrowed(field.name),
        None => Cow::Owned(field_name(&first.tag.name).into_owned()),
    };
    let provenance = input.options.provenance.then(|| choice.explain(name.clone(), rivals)).flatten();
    Some(FieldEntry { field: first.field, name, value: choice.value, provenance })
}

/// Adds the fields that are combined from several tags.
fn add_derived(entries: &mut Vec<FieldEntry>, input: &Input<'_, '_>) {
    // The documented fields are those of the standards.
    let is_full = input.options.profile == Profile::Full;
    let all = [
        derived::content_credentials(input),
        derived::regions(input),
        derived::keyword_paths(input),
        is_full.then(|| derived::lens_id(input)).flatten(),
        is_full.then(|| derived::hdr(input)).flatten(),
        is_full.then(|| derived::wide_gamut(input)).flatten(),
        derived::companions(input),
    ];
    for derived in all.into_iter().flatten() {
        let Some(row) = fields::row(derived.field) else { continue };
        if !input.options.profile.shows(FIELDS.get(row)) {
            continue;
        }
        let provenance = input.options.provenance.then(|| {
            Box::new(Provenance {
                field: Cow::Borrowed(derived.field),
                winners: derived.carried(),
                rule: Rule::Derived,
                offset: None,
                losers: Vec::new(),
            })
        });
        let name = Cow::Borrowed(derived.field);
        put(entries, FieldEntry { field: FieldId::known(row), name, value: derived.value, provenance });
    }
}

/// Inserts an entry in the order of the object. It replaces one of the same field, whose tags become losers.
fn put(entries: &mut Vec<FieldEntry>, entry: FieldEntry) {
    let at = entries.partition_point(|other| other.field < entry.field);
    match entries.get_mut(at).filter(|other| other.field == entry.field) {
        Some(other) => {
            let lost = other.provenance.take().map(|lost| lost.winners).unwrap_or_default();
            *other = entry;
            if let Some(provenance) = &mut other.provenance {
                provenance.losers.extend(lost);
            }
        }
        None => entries.insert(at, entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::context::Context;
    use crate::limits::Limits;
    use crate::normalize::options::Options;
    use crate::tag::{Group, Origin, Tag, Value};
    use bumpalo::Bump;

    fn tag(group: Group<'static>, name: &'static str, value: Value<'static>) -> Tag<'static> {
        let source = Origin { block: BlockKind::Exif, offset: 0, standard: true, charset: None };
        Tag::new(group, name, value, None, source)
    }

    fn text(group: Group<'static>, name: &'static str, value: &'static str) -> Tag<'static> {
        tag(group, name, Value::text(value))
    }

    fn xmp(name: &'static str) -> Group<'static> {
        Group::Xmp(Cow::Borrowed(name))
    }

    /// The object as JSON without the properties of the MWG, and the codes of the issues.
    fn object(tags: &[Tag<'static>], options: &Options) -> (String, Vec<&'static str>) {
        let (limits, arena) = (Limits::default(), Bump::new());
        let cx = Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let Consolidated { mut metadata, .. } = consolidate(&Input::of(tags, options, &cx));
        metadata.retain(|field| !field.starts_with("MWG"));
        let codes = cx.take_issues().iter().filter_map(|issue| issue.code.known()).collect();
        (serde_json::to_string(&metadata).unwrap(), codes)
    }

    fn json(tags: &[Tag<'static>]) -> String {
        object(tags, &Options::default()).0
    }

    #[test]
    fn lists_are_lists_and_single_fields_grow() {
        let keywords = Value::List(vec![Value::text("one")]);
        assert_eq!(json(&[tag(Group::Iptc(1), "Keywords", keywords)]), r#"{"Keywords":["one"]}"#);
        let one = Value::List(vec![Value::text("Ann")]);
        assert_eq!(json(&[tag(xmp("dc"), "Creator", one)]), r#"{"Creator":"Ann"}"#);
        let two = Value::List(vec![Value::text("Ann"), Value::text("Ben")]);
        assert_eq!(json(&[tag(xmp("dc"), "Creator", two)]), r#"{"Creator":["Ann","Ben"]}"#);
        let unknown = Value::List(vec![Value::text("x")]);
        assert_eq!(json(&[tag(xmp("mine"), "Thing", unknown)]), r#"{"Thing":["x"]}"#);
    }

    #[test]
    fn numbers_write_back_or_stay_text() {
        for (gtin, shown) in [("12345", "12345"), ("007", r#""007""#), ("1.50", r#""1.50""#), ("x", r#""x""#)]
        {
            let list = Value::List(vec![Value::text(gtin)]);
            let expected = format!(r#"{{"ProductInImageGTIN":[{shown}]}}"#);
            assert_eq!(json(&[tag(xmp("iptcExt"), "ProductInImageGTIN", list)]), expected);
        }
        let mut aperture = text(Group::ExifIfd, "FNumber", "8.0");
        aperture.raw = Some(Value::Rational { num: 8, den: 1 });
        assert_eq!(json(&[aperture]), r#"{"FNumber":8}"#);
        let undefined = tag(Group::ExifIfd, "Gamma", Value::Rational { num: 0, den: 0 });
        assert_eq!(object(&[undefined], &Options::default()), ("{}".to_owned(), vec!["undefined"]));
    }

    #[test]
    fn a_date_has_its_own_offset_and_fraction_and_no_others() {
        let date = text(Group::ExifIfd, "DateTimeOriginal", "2024:03:05 14:30:15");
        let digitized = text(Group::ExifIfd, "CreateDate", "2024:03:05 14:30:16");
        let offset = text(Group::ExifIfd, "OffsetTimeOriginal", "+01:00");
        let fraction = text(Group::ExifIfd, "SubSecTimeOriginal", "5 ");
        let (object, codes) = object(&[date, digitized, offset, fraction], &Options::default());
        assert!(object.contains(r#""DateTimeOriginal":"2024-03-05T13:30:15.500Z""#), "{object}");
        assert!(object.contains(r#""CreateDate":"2024-03-05T14:30:16.000Z""#), "{object}");
        assert_eq!(codes, ["offset-assumed"]);
    }

    #[test]
    fn what_is_no_date_is_left_out_or_stays_text() {
        let date = |value| object(&[text(xmp("photoshop"), "DateCreated", value)], &Options::default());
        assert_eq!(date("0000:00:00 00:00:00"), ("{}".to_owned(), vec!["unset"]));
        assert_eq!(date("2024:13:01"), ("{}".to_owned(), vec!["impossible-date"]));
        assert!(date("1919").0.contains(r#""DateCreated":"1919""#));
        let (object, codes) = date("2024:03:05");
        assert!(object.contains(r#""DateCreated":"2024-03-05T00:00:00.000Z""#), "{object}");
        assert!(codes.contains(&"time-assumed"), "{codes:?}");
    }

    #[test]
    fn signs_come_from_references_and_are_never_turned() {
        let place = |degrees: f64, reference: &'static str| {
            let mut latitude = text(Group::Gps, "GPSLatitude", "printed");
            latitude.raw = Some(Value::Real(degrees));
            let mut hemisphere = text(Group::Gps, "GPSLatitudeRef", "word");
            hemisphere.raw = Some(Value::text(reference));
            json(&[latitude, hemisphere])
        };
        assert!(place(33.5, "S").contains(r#""GPSLatitude":-33.5"#));
        assert!(place(-33.5, "S").contains(r#""GPSLatitude":-33.5"#));
        assert!(place(33.5, "N").contains(r#""GPSLatitude":33.5"#));
        assert!(!place(999.0, "N").contains(r#""GPSLatitude":"#), "out of range");
    }

    #[test]
    fn boilerplate_is_no_caption() {
        let camera = text(Group::Ifd(0), "ImageDescription", "OLYMPUS DIGITAL CAMERA         ");
        let own = text(xmp("dc"), "Description", "A harbour");
        let object = json(&[camera, own]);
        assert!(object.contains(r#""Caption":"A harbour""#), "{object}");
        assert!(object.contains(r#""ImageDescription":"OLYMPUS DIGITAL CAMERA""#), "{object}");
    }

    #[test]
    fn the_home_schema_and_what_is_not_blank_come_first() {
        let other = text(xmp("acdsee"), "City", "elsewhere");
        let home = text(xmp("photoshop"), "City", "at home");
        assert_eq!(json(&[other.clone(), home]), r#"{"City":"at home"}"#);
        assert_eq!(json(&[other, text(xmp("photoshop"), "City", "  ")]), r#"{"City":"elsewhere"}"#);
    }

    #[test]
    fn unknown_fields_follow_those_of_their_section() {
        let tags = [
            text(xmp("mine"), "Zebra", "z"),
            text(xmp("photoshop"), "City", "c"),
            text(xmp("mine"), "Ape", "a"),
            text(Group::Ifd(0), "Make", "m"),
        ];
        assert_eq!(json(&tags), r#"{"Make":"m","City":"c","Zebra":"z","Ape":"a"}"#);
    }

    #[test]
    fn the_documented_profile_has_no_other_fields() {
        let tags =
            [text(Group::Ifd(0), "Make", "m"), text(xmp("mine"), "Ape", "a"), text(xmp("dc"), "Rights", "r")];
        let options = Options { profile: Profile::Documented, ..Options::default() };
        assert_eq!(object(&tags, &options).0, r#"{"Rights":"r"}"#);
    }
}
