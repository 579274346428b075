//! The consolidated object, from the table of fields.

use super::shape::{Definition, Member, Shape, any_of};
use embedmeta::internal::fields::{DESCRIPTIONS, FIELDS, Field, Form, Kind, Section, Shown};
use embedmeta::internal::is_language_alternative;
use std::borrow::Cow;

/// The consolidated object, and the shapes that only its fields use.
pub(crate) fn definitions(numeric: bool) -> Vec<Definition> {
    let members = FIELDS
        .iter()
        .zip(DESCRIPTIONS)
        // Fields about the encoding are never in the object.
        .filter(|(field, _)| field.shown != Shown::Encoding)
        .map(|(field, description)| member(field, description, numeric))
        .collect();
    let plain = any_of([number_or_text(), number_or_text().list(1)]);
    let found = any_of([number_or_text(), Shape::Named(LANGUAGES), number_or_text().list(1)]);
    let others = Shape::Field { plain: Box::new(plain), found: Box::new(found) };
    let mut definitions = vec![
        Definition {
            name: "EmbeddedMetadata",
            description: "The consolidated metadata of a file: fields by name, in this order. A tag that the \
                          table of fields does not know stands under its own name.",
            shape: Shape::Object { members, others: Some(Box::new(others)) },
        },
        Definition {
            name: DATE_TIME,
            description: "A moment in UTC with milliseconds (`YYYY-MM-DDTHH:mm:ss.sssZ`); with `--dates local` \
                          the wall clock without `Z`. A partial date (`1919`, `2019-10`) and text that is no \
                          date stay as they are.",
            shape: any_of([Shape::Moment(MOMENT), Shape::Form(WALL_CLOCK), Shape::Text]),
        },
        Definition {
            name: LANGUAGES,
            description: "With `--languages`: one text in several languages, by language tags such as `fr-FR`; \
                          `x-default` is the one for everybody else.",
            shape: Shape::Map(Box::new(any_of([Shape::Text, Shape::Text.list(1)]))),
        },
    ];
    definitions.extend(
        FIELDS.iter().filter(|field| field.kind == Kind::Object).filter_map(|field| object(field.name)),
    );
    definitions
}

/// The digits of a moment as records write it.
pub(super) const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$";
const WALL_CLOCK: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$";

const DATE_TIME: &str = "DateTime";
pub(super) const LANGUAGES: &str = "LanguageAlternative";

fn member(field: &'static Field, description: &'static str, numeric: bool) -> Member {
    let description = match description {
        "" => Cow::Owned(by_rule(field)),
        known => Cow::Borrowed(known),
    };
    let unit = field.unit.map(|unit| unit.name);
    Member { name: field.name, description, required: false, unit, shape: shape(field, numeric) }
}

/// The description of a field that the table does not describe.
fn by_rule(field: &Field) -> String {
    let name = field.name;
    match (field.section, field.homes.first().copied().unwrap_or_default()) {
        (Section::Exif, "") => format!("EXIF tag `{name}`."),
        (Section::Exif, home) => format!("EXIF tag `{name}` of `{home}`."),
        (Section::Iptc, _) => format!("IPTC-IIM dataset `{name}`."),
        (Section::Xmp, "") => format!("XMP property `{name}`."),
        (Section::Xmp, home) => format!("XMP property `{name}` of `XMP-{home}`."),
        (Section::Derived, _) => format!("Derived field `{name}`."),
    }
}

/// The shape of a field's value: the one of its standard, and the one that covers all files.
fn shape(field: &Field, numeric: bool) -> Shape {
    Shape::Field { plain: Box::new(plain(field, numeric)), found: Box::new(found(field, numeric)) }
}

/// The shape in files that follow the standard: a single value in a single-valued field, a number in a numeric one.
fn plain(field: &Field, numeric: bool) -> Shape {
    let unit = field.unit.filter(|_| numeric);
    let item = match field.kind {
        _ if unit.is_some() => Shape::Number,
        Kind::Number | Kind::Integer => Shape::Number,
        _ => item(field),
    };
    if field.list || unit.is_some_and(|unit| unit.several) { item.list(1) } else { item }
}

/// The shape in any file: several values make a list even of a single field, and text that is not a number stays text.
fn found(field: &Field, numeric: bool) -> Shape {
    let is_several = field.unit.is_some_and(|unit| unit.several);
    let item = match field.unit {
        Some(_) if numeric => Shape::Number,
        Some(_) => any_of([item(field), Shape::Number]),
        None => item(field),
    };
    let shape = match (field.list, field.kind) {
        (true, _) => item.list(1),
        (false, Kind::Object | Kind::Boolean) => item,
        (false, _) if is_several && numeric => item.list(1),
        (false, _) if is_several => any_of([item.clone(), item.list(1)]),
        (false, _) if field.form == Form::NoBlanks => item,
        (false, _) => any_of([item.clone(), item.list(2)]),
    };
    if is_language_alternative(field.name) {
        return any_of([shape, Shape::Named(LANGUAGES)]);
    }
    shape
}

/// The shape of one value of the field.
fn item(field: &Field) -> Shape {
    match (field.kind, field.form) {
        (_, Form::Degrees | Form::Metres) => Shape::Number,
        (Kind::String, _) => Shape::Text,
        // Fields of whole numbers too: a value that does not round-trip as a number stays text, and 3.5 is not rounded.
        (Kind::Number | Kind::Integer | Kind::Auto, _) => number_or_text(),
        (Kind::Boolean, _) => Shape::Boolean,
        (Kind::DateTime, _) => Shape::Named(DATE_TIME),
        (Kind::Object, _) => match object(field.name) {
            Some(definition) => Shape::Named(definition.name),
            None => Shape::Map(Box::new(Shape::Anything)),
        },
    }
}

/// The fields that hold an object with `--languages`, in table order.
pub(super) fn language_alternatives() -> impl Iterator<Item = &'static str> {
    let shown = FIELDS.iter().filter(|field| field.shown != Shown::Encoding);
    shown.map(|field| field.name).filter(|name| is_language_alternative(name))
}

fn number_or_text() -> Shape {
    any_of([Shape::Number, Shape::Text])
}

/// The shape of a derived field that consists of parts.
fn object(field: &str) -> Option<Definition> {
    let text = |name, description| Member::optional(name, description, Shape::Text);
    let number = |name, description| Member::optional(name, description, Shape::Number);
    Some(match field {
        "Regions" => Definition {
            name: "Region",
            description: "A region of the picture, from whichever carriers tell of it.",
            shape: Shape::Object {
                members: vec![
                    text("name", "Who or what is in it."),
                    text("type", "What kind of thing it shows."),
                    text("description", "What is told of it."),
                    number(
                        "x",
                        "How far its left edge lies from the picture's, as a part of its width; of a point, the point.",
                    ),
                    number(
                        "y",
                        "How far its top edge lies from the picture's, as a part of its height; of a point, the point.",
                    ),
                    number("w", "Its width, as a part of the picture's width."),
                    number("h", "Its height, as a part of the picture's height."),
                    Member::required("carriers", "The groups that tell of it.", Shape::Text.list(1)),
                ],
                others: None,
            },
        },
        "Companions" => Definition {
            name: "Companion",
            description: "A picture or a film that belongs to the picture.",
            shape: Shape::Object {
                members: vec![
                    Member::required(
                        "kind",
                        "What it is: `video`, `preview`, `gain-map`, `depth-map` …",
                        Shape::Text,
                    ),
                    text("mime", "Its media type."),
                    Member::optional("offset", "Where it begins in the file, in bytes.", Shape::Count),
                    Member::optional("length", "How many bytes it has.", Shape::Count),
                    text("id", "What both files have in common if it is a file of its own."),
                ],
                others: None,
            },
        },
        "ContentCredentials" => Definition {
            name: "ContentCredentials",
            description: "What the file's C2PA manifest says of itself. Nothing of it is verified.",
            shape: Shape::Object {
                members: vec![
                    Member::required("present", "The file carries a manifest.", Shape::Always(true)),
                    Member::required("carrier", "Where in the file the manifest lies.", Shape::Text),
                    text("manifest", "The label of the active manifest."),
                    text("claimGenerator", "The program or camera that made the claim."),
                    Member::optional("manifests", "How many manifests the store has.", Shape::Count),
                    text("title", "What the claim calls the picture."),
                    text("format", "The media type that the claim gives."),
                    Member::required("verified", "No signature is checked here.", Shape::Always(false)),
                ],
                others: None,
            },
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::internal::fields::{Unit, Unknown};

    fn field(name: &'static str, kind: Kind, list: bool) -> Field {
        let (section, shown, form) = (Section::Derived, Shown::Full, Form::Printed);
        Field {
            name,
            section,
            kind,
            list,
            shown,
            homes: &[],
            form,
            unknown: Unknown::NONE,
            together: None,
            unit: None,
            limit: 0,
            in_iim: false,
            is_source: false,
            is_derived: false,
        }
    }

    #[test]
    fn cardinality() {
        let of = |field: &Field| (plain(field, false), found(field, false));
        let list = Shape::Text.list(1);
        assert_eq!(of(&field("A", Kind::String, true)), (list.clone(), list));
        let several = any_of([Shape::Text, Shape::Text.list(2)]);
        assert_eq!(of(&field("A", Kind::String, false)), (Shape::Text, several));
        let regions = Shape::Named("Region").list(1);
        assert_eq!(of(&field("Regions", Kind::Object, true)), (regions.clone(), regions));
        let credentials = Shape::Named("ContentCredentials");
        assert_eq!(of(&field("ContentCredentials", Kind::Object, false)), (credentials.clone(), credentials));
    }

    #[test]
    fn quantities() {
        let mut time = field("A", Kind::String, false);
        time.unit = Some(Unit { name: "s", several: false });
        assert_eq!((plain(&time, false), plain(&time, true)), (Shape::Text, Shape::Number));
        assert!(found(&time, false).alternatives().contains(&Shape::Number));
        assert_eq!(found(&time, true), any_of([Shape::Number, Shape::Number.list(2)]));
        time.unit = Some(Unit { name: "mm mm f f", several: true });
        assert_eq!((plain(&time, false), plain(&time, true)), (Shape::Text, Shape::Number.list(1)));
        assert_eq!(found(&time, true), Shape::Number.list(1));
    }

    #[test]
    fn alternatives_may_have_languages() {
        let title = found(&field("Title", Kind::String, false), false);
        assert!(title.alternatives().contains(&Shape::Named(LANGUAGES)), "{title:?}");
        let city = found(&field("City", Kind::String, false), false);
        assert!(!city.alternatives().contains(&Shape::Named(LANGUAGES)), "{city:?}");
    }

    #[test]
    fn every_object_of_the_table_is_described() {
        for field in FIELDS.iter().filter(|field| field.kind == Kind::Object) {
            assert!(object(field.name).is_some(), "{}", field.name);
        }
    }

    #[test]
    fn what_the_table_does_not_describe_is_named_by_rule() {
        let make = FIELDS.iter().find(|field| field.name == "DocumentName").unwrap();
        assert_eq!(by_rule(make), "EXIF tag `DocumentName` of `IFD0`.");
    }
}
