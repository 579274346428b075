//! From tags to the consolidated object, by one table.
//!
//! Every tag names its field: its own name without dashes. The table ([`fields`]) gives the field its place, type
//! and form; [`reconcile`] chooses between tags of the same field; [`shape`] gives the value its JSON type.

mod area;
mod boilerplate;
mod categories;
mod choice;
mod coordinate;
mod credentials;
mod dates;
pub(crate) mod datetime;
mod derived;
#[allow(missing_docs)] // only `internal` shows it
pub mod fields;
mod frames;
mod gps;
mod keyword_paths;
mod measure;
mod offsets;
mod one_place;
mod provenance;
mod rating;
mod reconcile;
mod regions;
mod shape;
mod sizes;
mod slot;
pub(crate) mod unknown;
mod zones;

pub(crate) use offsets::offset_tag;
pub use provenance::{Carried, OffsetSource, Provenance};
pub use reconcile::{DigestState, Policy, Rule, SidecarPolicy};
pub(crate) use unknown::is_undefined_time;

use crate::block::BlockKind;
use crate::context::Context;
use crate::issue::Stage;
use crate::metadata::{EmbeddedMetadata, FieldValue};
use crate::structure::Structure;
use crate::tag::{Group, Tag};
use choice::{Candidate, Candidates};
use fields::{FIELDS, Field, Section, Shown};
use offsets::Clocks;
use reconcile::{Carrier, Order};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt::{Display, Write};

/// Which fields the object has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Every EXIF, GPS, IPTC and XMP tag that describes the picture.
    #[default]
    Full,
    /// The documented fields alone.
    Documented,
}

/// How dates are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dates {
    /// In UTC: `2019-10-16T19:01:03.000Z`. A date without an offset is shown as if it were UTC.
    #[default]
    Utc,
    /// The wall clock: `2019-10-16T21:01:03.000`.
    Local,
}

/// What the caller chose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub profile: Profile,
    pub policy: Policy,
    pub sidecar: SidecarPolicy,
    pub dates: Dates,
    /// Whether language alternatives are shown with all their items.
    pub languages: bool,
    /// The language that is preferred in language alternatives.
    pub lang: Option<String>,
    /// Whether quantities are numbers.
    pub numeric: bool,
    /// Whether the provenance is wanted.
    pub provenance: bool,
}

/// The tags of a file, and what their consolidation needs to know.
pub(crate) struct Found<'f, 'a> {
    pub tags: &'f [Tag<'a>],
    /// Tags in whose place one of a later packet came.
    pub superseded: &'f [Tag<'a>],
    /// Properties whose parts belong together; the tags say the same of each part alone.
    pub structures: &'f [Structure<'a>],
    /// Width and height of the picture in pixels, as it is stored.
    pub size: Option<(u32, u32)>,
    /// How the picture is to be turned for showing, where the file says so: the EXIF code, 1 to 8.
    pub orientation: Option<u8>,
    pub options: &'f Options,
    pub cx: &'f Context<'a>,
    /// The tags that tell of moments; empty until a date asks for them.
    pub clocks: OnceCell<Clocks<'f, 'a>>,
}

impl<'f, 'a> Found<'f, 'a> {
    /// Tags of a file of which nothing else is known.
    #[cfg(test)]
    pub(crate) fn of(tags: &'f [Tag<'a>], options: &'f Options, cx: &'f Context<'a>) -> Self {
        let clocks = OnceCell::new();
        Self { tags, superseded: &[], structures: &[], size: None, orientation: None, options, cx, clocks }
    }

    /// The tags that tell of moments.
    pub(crate) fn clocks(&self) -> &Clocks<'f, 'a> {
        self.clocks.get_or_init(|| Clocks::of(self))
    }

    /// The first tag of this group and name, of any language.
    pub(crate) fn tag(&self, group: &Group<'_>, name: &str) -> Option<&'f Tag<'a>> {
        self.tags.iter().find(|tag| tag.name == name && tag.group == *group)
    }

    /// Whether what a block tells comes behind the same of others: a sidecar comes first, or last where it only fills.
    pub(crate) fn comes_second(&self, block: BlockKind) -> bool {
        (block == BlockKind::SidecarXmp) == (self.options.sidecar == SidecarPolicy::Fill)
    }

    /// The structure of this property: that of the sidecar or of the picture, whichever comes first.
    pub(crate) fn structure(&self, group: &str, name: &str) -> Option<&'f Structure<'a>> {
        let all = self.structures.iter().filter(|found| found.group == group && found.name == name);
        all.min_by_key(|found| self.comes_second(found.source.block))
    }

    /// Records an issue about a tag, once whatever the number of fields it carries: `detail` follows its name.
    pub(crate) fn issue(&self, code: &'static str, tag: &Tag<'_>, detail: impl Display) {
        if self.cx.has_issue(code, Stage::Normalize, tag.source.offset) {
            return;
        }
        self.cx.issue(code, Stage::Normalize, Some(tag.source.offset), || {
            // Room for most of them, so that it need not grow step by step.
            let mut text = String::with_capacity(96);
            // Writing to a string cannot fail.
            let _ = write!(text, "{}:{} {detail}", tag.group, tag.name);
            text
        });
    }
}

/// What the tags of a file come to.
pub(crate) struct Consolidated {
    pub metadata: EmbeddedMetadata,
    pub provenance: Vec<Provenance>,
    pub digest: DigestState,
}

/// Consolidates the tags of a file.
pub(crate) fn consolidate(found: &Found<'_, '_>) -> Consolidated {
    let digest = reconcile::digest_state(found.tags);
    let order = Order::new(found.options, digest);
    let mut candidates = candidates(found, order);
    one_place::settle(&mut candidates, found);
    let candidates = Candidates::new(candidates);
    let mut entries = Vec::with_capacity(candidates.len());
    entries.extend(candidates.by_place().filter_map(|rivals| decide(rivals, &candidates, found, order)));
    for entry in derived::properties(&candidates, found, order) {
        put(&mut entries, entry);
    }
    add_derived(&mut entries, found);

    let mut metadata = EmbeddedMetadata::with_capacity(entries.len());
    let mut provenance = Vec::new();
    for entry in entries {
        provenance.extend(entry.provenance.map(|provenance| *provenance));
        metadata.push(entry.name, entry.value);
    }
    Consolidated { metadata, provenance, digest }
}

/// Where a field stands in the object: its row, and below it in the number the place among the fields of no row, which
/// stand behind the rows of their section in the order found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u64);

impl Place {
    /// What a field of the table has in the lower half: unknown fields stand before the row that follows their section.
    const KNOWN: u32 = u32::MAX;

    fn known(row: usize) -> Self {
        Self::unknown(row, Self::KNOWN)
    }

    /// The place of a field that is not in the table, before the row that follows its section.
    fn unknown(row: usize, order: u32) -> Self {
        Self((row as u64) << 32 | u64::from(order))
    }

    /// The row of a field of the table.
    #[allow(clippy::cast_possible_truncation)] // the halves
    fn row(self) -> Option<usize> {
        (self.0 as u32 == Self::KNOWN).then_some((self.0 >> 32) as usize)
    }

    /// The field of the table that stands here.
    fn field(self) -> Option<&'static Field> {
        FIELDS.get(self.row()?)
    }
}

struct Entry {
    place: Place,
    name: Cow<'static, str>,
    value: FieldValue,
    /// Apart, for it is seldom wanted, and entries are moved.
    provenance: Option<Box<Provenance>>,
}

fn candidates<'f, 'a>(found: &Found<'f, 'a>, order: Order<'_>) -> Vec<Candidate<'f, 'a>> {
    let mut unknown: HashMap<Cow<'_, str>, Place> = HashMap::new();
    let mut candidates = Vec::with_capacity(found.tags.len() + found.superseded.len());
    let superseded = found.superseded.iter().map(|tag| (tag, true));
    let all = found.tags.iter().map(|tag| (tag, false)).chain(superseded);
    for ((tag, is_superseded), index) in all.zip(0u32..) {
        let Some(carrier) = reconcile::carrier(&tag.group) else { continue };
        if matches!(&tag.group, Group::Xmp(group) if is_editing_history(group)) || is_unknown(tag, carrier) {
            continue;
        }
        let row = row(&tag.name);
        let field = row.and_then(|row| FIELDS.get(row));
        if !is_shown(field, found.options.profile) && !field.is_some_and(|field| field.is_source) {
            continue;
        }
        let place = match row {
            Some(row) => Place::known(row),
            None => *unknown
                .entry(field_name(&tag.name))
                .or_insert_with(|| Place::unknown(fields::end_of(section(carrier)), index)),
        };
        let rank = order.rank(field, tag, carrier);
        let rank = if is_superseded { rank.as_superseded() } else { rank };
        candidates.push(Candidate { place, rank, carrier, index, tag });
    }
    candidates
}

/// The row of the field that a tag names.
fn row(name: &str) -> Option<usize> {
    // No field has a dash in its name, and few tags have.
    fields::row(name).or_else(|| name.contains('-').then(|| fields::row(&field_name(name))).flatten())
}

/// A tag's name without its dashes.
fn field_name(name: &str) -> Cow<'_, str> {
    if name.contains('-') { Cow::Owned(name.replace('-', "")) } else { Cow::Borrowed(name) }
}

fn section(carrier: Carrier) -> Section {
    match carrier {
        Carrier::Exif => Section::Exif,
        Carrier::Iim => Section::Iptc,
        Carrier::Xmp | Carrier::Takeout => Section::Xmp,
    }
}

/// So much of a value as issues quote: its first 40 characters.
pub(crate) fn excerpt(text: &str) -> &str {
    text.char_indices().nth(40).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Groups of XMP that tell how the picture was worked on, and not what it shows.
pub(crate) fn is_editing_history(group: &str) -> bool {
    matches!(group, "xmpMM" | "crs" | "crd")
}

/// Whether the tag says nothing of the picture: it has a number for a name, since nobody knows what it means, or its
/// title is only the name of the file.
fn is_unknown(tag: &Tag<'_>, carrier: Carrier) -> bool {
    match carrier {
        Carrier::Exif => tag.name.starts_with("Exif_0x"),
        Carrier::Takeout => crate::takeout::is_file_name(tag),
        Carrier::Iim | Carrier::Xmp => false,
    }
}

fn is_shown(field: Option<&Field>, profile: Profile) -> bool {
    match field.map_or(Shown::Full, |field| field.shown) {
        Shown::Documented => true,
        Shown::Full => profile == Profile::Full,
        Shown::Encoding => false,
    }
}

/// The entry of a field of the tags' own name.
fn decide<'f, 'a>(
    rivals: &[Candidate<'f, 'a>],
    all: &Candidates<'f, 'a>,
    found: &Found<'f, 'a>,
    order: Order<'_>,
) -> Option<Entry> {
    let first = rivals.first()?;
    let field = first.place.field();
    if !is_shown(field, found.options.profile) {
        return None;
    }
    if let Some(row) = first.place.row().filter(|_| field.is_some_and(|field| field.is_derived)) {
        return derived::property(row, all, found, order);
    }
    let Some(choice) = choice::choose(field, rivals, found, order) else {
        if first.rank.is_apart() {
            found.issue("other-place", first.tag, "is left out: the place is told by another source");
        }
        return None;
    };
    let name = match field {
        Some(field) => Cow::Borrowed(field.name),
        None => Cow::Owned(field_name(&first.tag.name).into_owned()),
    };
    let provenance = found.options.provenance.then(|| choice.explain(name.clone(), rivals)).flatten();
    Some(Entry { place: first.place, name, value: choice.value, provenance })
}

fn add_derived(entries: &mut Vec<Entry>, found: &Found<'_, '_>) {
    for derived in derived::all(found) {
        let Some(row) = fields::row(derived.field) else { continue };
        if !is_shown(FIELDS.get(row), found.options.profile) {
            continue;
        }
        let provenance = found.options.provenance.then(|| {
            Box::new(Provenance {
                field: Cow::Borrowed(derived.field),
                winners: derived.carried(),
                rule: Rule::Derived,
                offset: None,
                losers: Vec::new(),
            })
        });
        let name = Cow::Borrowed(derived.field);
        put(entries, Entry { place: Place::known(row), name, value: derived.value, provenance });
    }
}

/// Puts an entry into its place. One that stands there already was carried by a lesser tag.
fn put(entries: &mut Vec<Entry>, entry: Entry) {
    let at = entries.partition_point(|other| other.place < entry.place);
    match entries.get_mut(at).filter(|other| other.place == entry.place) {
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
    use crate::limits::Limits;
    use crate::tag::{Origin, Value};
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
        let Consolidated { mut metadata, .. } = consolidate(&Found::of(tags, options, &cx));
        metadata.retain(|field| !field.starts_with("MWG"));
        let codes = cx.take_issues().iter().map(|issue| issue.code).collect();
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
