//! The consolidated object: an ordered map with typed access.

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;
use std::fmt;

/// The `embeddedMetadata` object: field names and values in the documented order.
///
/// The fields, their types and their order are those of one table; the same file always gives the same object.
/// It serialises to the documented JSON object, and back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmbeddedMetadata {
    fields: Vec<(Cow<'static, str>, FieldValue)>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FieldValue {
    /// Text; dates are texts of the form `YYYY-MM-DDTHH:mm:ss.sssZ`.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number; never NaN or infinite.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// Several values.
    List(Vec<FieldValue>),
    /// Parts by name, in their order: a region, or the texts of a language alternative by language.
    Object(Vec<(Cow<'static, str>, FieldValue)>),
}

impl EmbeddedMetadata {
    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, value)| value)
    }

    /// The text of a field; of a list, that of its first item.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.items(field).find_map(FieldValue::as_text)
    }

    /// The number in a field; of a list, its first item.
    pub fn number(&self, field: &str) -> Option<f64> {
        self.items(field).find_map(FieldValue::as_number)
    }

    /// The whole number in a field; of a list, its first item.
    pub fn integer(&self, field: &str) -> Option<i64> {
        self.items(field).find_map(FieldValue::as_integer)
    }

    /// The moment in a date-time field; `None` where it holds a partial date or no date.
    pub fn date_time(&self, field: &str) -> Option<DateTime<Utc>> {
        let text = self.text(field)?;
        Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
    }

    /// The values of a field: those of a list, or the one of a single field, or none.
    pub fn items(&self, field: &str) -> impl Iterator<Item = &FieldValue> {
        self.get(field).map(FieldValue::items).unwrap_or_default().iter()
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field: the file carries no metadata.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Keeps the fields for which `keep` holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.fields.retain(|(name, _)| keep(name));
    }

    /// An object with room for so many fields.
    pub(crate) fn with_capacity(fields: usize) -> Self {
        Self { fields: Vec::with_capacity(fields) }
    }

    pub(crate) fn push(&mut self, name: Cow<'static, str>, value: FieldValue) {
        self.fields.push((name, value));
    }
}

impl FieldValue {
    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where the value is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)] // nothing in a picture counts beyond 2^53
            Self::Integer(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number, where the value is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value, where the value is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// A part of an object, by name.
    pub fn part(&self, name: &str) -> Option<&FieldValue> {
        match self {
            Self::Object(parts) => parts.iter().find(|(key, _)| key == name).map(|(_, part)| part),
            _ => None,
        }
    }

    /// The items of a list; any other value is its own only item.
    pub fn items(&self) -> &[FieldValue] {
        match self {
            Self::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }
}

impl Serialize for EmbeddedMetadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in &self.fields {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Number(number) => crate::number::serialize(*number, serializer),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(parts) => serializer.collect_map(parts.iter().map(|(name, part)| (name, part))),
        }
    }
}

impl<'de> Deserialize<'de> for EmbeddedMetadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = EmbeddedMetadata;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of metadata fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EmbeddedMetadata, A::Error> {
                let mut metadata = EmbeddedMetadata::default();
                while let Some((name, value)) = map.next_entry::<String, FieldValue>()? {
                    metadata.push(Cow::Owned(name), value);
                }
                Ok(metadata)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = FieldValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, a truth value, or a list or an object of these")
            }

            fn visit_str<E>(self, text: &str) -> Result<FieldValue, E> {
                Ok(FieldValue::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<FieldValue, E> {
                Ok(FieldValue::Text(text))
            }

            fn visit_i64<E>(self, number: i64) -> Result<FieldValue, E> {
                Ok(FieldValue::Integer(number))
            }

            #[allow(clippy::cast_precision_loss)] // only beyond 2^63, where no field counts
            fn visit_u64<E>(self, number: u64) -> Result<FieldValue, E> {
                Ok(i64::try_from(number).map_or(FieldValue::Number(number as f64), FieldValue::Integer))
            }

            fn visit_f64<E>(self, number: f64) -> Result<FieldValue, E> {
                Ok(FieldValue::Number(number))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<FieldValue, E> {
                Ok(FieldValue::Bool(truth))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FieldValue, A::Error> {
                let mut parts = Vec::new();
                while let Some((name, part)) = map.next_entry::<String, FieldValue>()? {
                    parts.push((Cow::Owned(name), part));
                }
                Ok(FieldValue::Object(parts))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<FieldValue, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(FieldValue::List(items))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_to_json_and_back() {
        let text = r#"{"Title":"a","Rating":1,"XResolution":72.5,"Keywords":["b","c"],"Regions":[{"x":0.5,"ok":true}]}"#;
        let metadata: EmbeddedMetadata = serde_json::from_str(text).unwrap();
        assert_eq!(metadata.integer("Rating"), Some(1));
        assert_eq!(metadata.number("Rating"), Some(1.0));
        assert_eq!(metadata.text("Keywords"), Some("b"));
        assert_eq!(metadata.items("Keywords").count(), 2);
        let region = metadata.items("Regions").next().unwrap();
        assert_eq!(region.part("x").and_then(FieldValue::as_number), Some(0.5));
        assert_eq!(region.part("ok").and_then(FieldValue::as_bool), Some(true));
        assert_eq!(serde_json::to_string(&metadata).unwrap(), text);
    }

    #[test]
    fn dates_are_moments() {
        let text = r#"{"a":"2019-10-16T19:01:03.000Z","b":"1919"}"#;
        let metadata: EmbeddedMetadata = serde_json::from_str(text).unwrap();
        assert_eq!(metadata.date_time("a").map(|d| d.timestamp()), Some(1_571_252_463));
        assert_eq!(metadata.date_time("b"), None);
    }
}
