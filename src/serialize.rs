//! Serialises and deserialises the object, tags and facts about a file with serde.

use crate::format_id::FormatId;
use crate::issue_code::IssueCode;
use crate::metadata::{EmbeddedMetadata, FieldValue};
use crate::number::{self, Plain};
use crate::tag::{Group, Tag, Value, rational};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

impl Serialize for EmbeddedMetadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self {
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
            Self::Number(number) => real(*number, serializer),
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

            #[allow(clippy::cast_precision_loss)] // only from 2^63, which no field reaches
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

impl Serialize for IssueCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for IssueCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer).map(|word| Self::from(&*word))
    }
}

impl Serialize for FormatId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for FormatId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<'de, str>::deserialize(deserializer)?;
        Self::of_name(&name).ok_or_else(|| D::Error::custom(format_args!("no format is called {name:?}")))
    }
}

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Real(number) => real(*number, serializer),
            Self::Rational { num, den } => match rational(*num, *den) {
                Some(number) => real(number, serializer),
                None => serializer.collect_str(self),
            },
            // A list with one item is printed as that item.
            Self::List(items) if items.len() == 1 => items.first().serialize(serializer),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Binary(_) | Self::Unread(_) => serializer.collect_str(self),
        }
    }
}

impl Serialize for Tag<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Tag", 3 + usize::from(self.raw.is_some()))?;
        record.serialize_field("group", &self.group)?;
        record.serialize_field("name", &self.full_name())?;
        record.serialize_field("value", &self.value)?;
        match &self.raw {
            Some(raw) => record.serialize_field("raw", raw)?,
            None => record.skip_field("raw")?,
        }
        record.end()
    }
}

/// Writes a duration as a number of seconds.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it so
pub(crate) fn duration<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    real(duration.as_secs_f64(), serializer)
}

/// Writes a duration, if there is one, as a number of seconds.
#[allow(clippy::ref_option)] // serde calls it so
pub(crate) fn seconds<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match duration {
        Some(duration) => real(duration.as_secs_f64(), serializer),
        None => serializer.serialize_none(),
    }
}

/// Reads a duration from a number of seconds, to the millisecond.
pub(crate) fn of_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let Some(seconds) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
    let exact = Duration::try_from_secs_f64(seconds).map_err(D::Error::custom)?;
    let milliseconds = exact.as_micros().saturating_add(500) / 1000;
    Ok(Some(Duration::from_millis(u64::try_from(milliseconds).map_err(D::Error::custom)?)))
}

/// Writes a JSON number with the digits of `%.15g`, or text if the number is not finite.
fn real<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    match number::json(number) {
        Some(Plain::Whole(whole)) => serializer.serialize_i64(whole),
        Some(Plain::Real(real)) => serializer.serialize_f64(real),
        None => serializer.serialize_str(&number::g(number, 15)),
    }
}
