//! The consolidated object, from the table of fields.

use super::shape::{Definition, Member, Shape, any_of};
use crate::normalize::fields::{DESCRIPTIONS, FIELDS, Field, Form, Kind, Section, Shown};
use std::borrow::Cow;

/// The consolidated object, and the shapes that only its fields have.
pub(crate) fn definitions() -> Vec<Definition> {
    let members = FIELDS
        .iter()
        .zip(DESCRIPTIONS)
        // Fields about the encoding are in no object.
        .filter(|(field, _)| field.shown != Shown::Encoding)
        .map(|(field, description)| member(field, description))
        .collect();
    let unknown = any_of([number_or_text(), Shape::Named(LANGUAGES)]);
    let others = any_of([unknown, number_or_text().list(1)]);
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

/// Digits of a moment as the records write it.
pub(super) const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$";
const WALL_CLOCK: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$";

const DATE_TIME: &str = "DateTime";
const LANGUAGES: &str = "LanguageAlternative";

fn member(field: &'static Field, description: &'static str) -> Member {
    let description = match description {
        "" => Cow::Owned(by_rule(field)),
        known => Cow::Borrowed(known),
    };
    Member { name: field.name, description, required: false, shape: shape(field) }
}

/// What is said of a field that the table does not describe.
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

/// The shape of a field's value, with its cardinality: a single field holds a list where the file has several.
fn shape(field: &Field) -> Shape {
    let item = match (field.kind, field.form) {
        (_, Form::Degrees | Form::Metres) => Shape::Number,
        (_, Form::NoBlanks) => return Shape::Text,
        (Kind::String, _) => Shape::Text,
        // Also in fields of whole numbers: what does not write back as a number stays text, and nobody rounds 3.5.
        (Kind::Number | Kind::Integer | Kind::Auto, _) => number_or_text(),
        (Kind::DateTime, _) => Shape::Named(DATE_TIME),
        (Kind::Object, _) => match object(field.name) {
            Some(definition) => Shape::Named(definition.name),
            None => Shape::Map(Box::new(Shape::Anything)),
        },
    };
    let shape = match (field.list, field.kind) {
        (true, _) => item.list(1),
        (false, Kind::Object) => item,
        (false, _) => any_of([item.clone(), item.list(2)]),
    };
    if crate::xmp::is_language_alternative(field.name) {
        return any_of([shape, Shape::Named(LANGUAGES)]);
    }
    shape
}

fn number_or_text() -> Shape {
    any_of([Shape::Number, Shape::Text])
}

/// The shape of a derived field that is made of parts.
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
    use crate::normalize::unknown::Unknown;

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
            limit: 0,
            in_iim: false,
            is_source: false,
            is_derived: false,
        }
    }

    #[test]
    fn cardinality() {
        assert_eq!(shape(&field("A", Kind::String, true)), Shape::Text.list(1));
        assert_eq!(shape(&field("A", Kind::String, false)), any_of([Shape::Text, Shape::Text.list(2)]));
        assert_eq!(shape(&field("Regions", Kind::Object, true)), Shape::Named("Region").list(1));
        let credentials = field("ContentCredentials", Kind::Object, false);
        assert_eq!(shape(&credentials), Shape::Named("ContentCredentials"));
    }

    #[test]
    fn alternatives_may_have_languages() {
        let title = shape(&field("Title", Kind::String, false));
        assert!(title.alternatives().contains(&Shape::Named(LANGUAGES)), "{title:?}");
        let city = shape(&field("City", Kind::String, false));
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
