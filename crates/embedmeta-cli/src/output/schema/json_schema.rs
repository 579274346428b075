//! The model as a JSON Schema, draft 2020-12.

use super::records;
use super::shape::{Definition, Member, Shape};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

/// The schema of the records, indented; `numeric` makes quantities numbers.
///
/// The keys follow the order of the table; a map of `serde_json` would sort them.
pub(crate) fn json_schema(numeric: bool) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Document {
        root: records::record(),
        definitions: records::definitions(numeric),
    })
}

struct Document {
    root: Definition,
    definitions: Vec<Definition>,
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("$schema", "https://json-schema.org/draft/2020-12/schema")?;
        map.serialize_entry("$id", concat!("urn:embedmeta:schema:", env!("CARGO_PKG_VERSION")))?;
        map.serialize_entry("title", self.root.name)?;
        map.serialize_entry("description", self.root.description)?;
        entries(&self.root.shape, &mut map)?;
        map.serialize_entry("$defs", &Definitions(&self.definitions))?;
        map.end()
    }
}

struct Definitions<'d>(&'d [Definition]);

impl Serialize for Definitions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|definition| {
            (
                definition.name,
                Described { description: definition.description, unit: None, shape: &definition.shape },
            )
        }))
    }
}

struct Properties<'m>(&'m [Member]);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|member| {
            let Member { name, description, unit, shape, .. } = member;
            (name, Described { description, unit: *unit, shape })
        }))
    }
}

struct Described<'d> {
    description: &'d str,
    unit: Option<&'static str>,
    shape: &'d Shape,
}

impl Serialize for Described<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("description", self.description)?;
        if let Some(unit) = self.unit {
            // A key with this prefix is not a keyword, and validators ignore it.
            map.serialize_entry("x-unit", unit)?;
        }
        entries(self.shape, &mut map)?;
        map.end()
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entries(self, &mut map)?;
        map.end()
    }
}

/// Adds the keywords of a shape to an object that may have others.
fn entries<M: SerializeMap>(shape: &Shape, map: &mut M) -> Result<(), M::Error> {
    match shape {
        Shape::Anything => Ok(()),
        Shape::Null => map.serialize_entry("type", "null"),
        Shape::Boolean => map.serialize_entry("type", "boolean"),
        Shape::Always(truth) => map.serialize_entry("const", truth),
        Shape::Number => map.serialize_entry("type", "number"),
        Shape::Count => {
            map.serialize_entry("type", "integer")?;
            map.serialize_entry("minimum", &0)
        }
        Shape::Text => map.serialize_entry("type", "string"),
        Shape::Form(pattern) => {
            map.serialize_entry("type", "string")?;
            map.serialize_entry("pattern", pattern)
        }
        Shape::Moment(pattern) => {
            map.serialize_entry("type", "string")?;
            map.serialize_entry("format", "date-time")?;
            map.serialize_entry("pattern", pattern)
        }
        Shape::Words(words) => map.serialize_entry("enum", words),
        Shape::Named(name) => map.serialize_entry("$ref", &format_args!("#/$defs/{name}")),
        Shape::List { of, at_least } => {
            map.serialize_entry("type", "array")?;
            map.serialize_entry("items", of)?;
            if *at_least > 0 {
                map.serialize_entry("minItems", at_least)?;
            }
            Ok(())
        }
        Shape::AnyOf(shapes) if shapes.is_empty() => Err(M::Error::custom("a shape that nothing has")),
        Shape::AnyOf(shapes) => map.serialize_entry("anyOf", shapes),
        Shape::Field { found, .. } => entries(found, map),
        Shape::Map(values) => {
            map.serialize_entry("type", "object")?;
            map.serialize_entry("additionalProperties", values)?;
            map.serialize_entry("minProperties", &1)
        }
        Shape::Object { members, others } => {
            map.serialize_entry("type", "object")?;
            map.serialize_entry("properties", &Properties(members))?;
            let required = members.iter().filter(|member| member.required).map(|member| member.name);
            let required: Vec<_> = required.collect();
            if !required.is_empty() {
                map.serialize_entry("required", &required)?;
            }
            match others {
                Some(others) => map.serialize_entry("additionalProperties", others),
                None => map.serialize_entry("additionalProperties", &false),
            }
        }
    }
}
