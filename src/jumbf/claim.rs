//! The claim of a manifest: a map in CBOR [C2PA 2.1 10; RFC 8949].
//!
//! What is not asked for is read and dropped at once, so a claim costs no more memory than its longest text.

use crate::bytes::Bytes;
use ciborium::de::from_reader_with_recursion_limit;
use serde::de::{
    Deserialize, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use std::fmt;

/// How deep the values of a claim may be nested; real ones need five levels.
const DEPTH: usize = 32;

/// What a claim says of itself and of the file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Claim {
    /// `claim_generator`: what made the claim, in the form of an HTTP user agent. Only claims of version 1 have it.
    pub generator: Option<String>,
    /// `claim_generator_info`: the same by its parts; in version 1 a list of them, the first of which counts.
    pub info: Info,
    /// `dc:title`
    pub title: Option<String>,
    /// `dc:format`: a media type.
    pub format: Option<String>,
    /// `instanceID`: what this version of the file is known by.
    pub instance: Option<String>,
    /// Whether it could not be read to its end.
    pub is_damaged: bool,
}

/// A program.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Info {
    pub name: Option<String>,
    pub version: Option<String>,
}

/// Reads a claim, as far as it is sound.
pub(super) fn read(bytes: Bytes<'_>) -> Claim {
    from_reader_with_recursion_limit(bytes.as_slice(), DEPTH)
        .unwrap_or_else(|_| Claim { is_damaged: true, ..Claim::default() })
}

impl<'de> Deserialize<'de> for Claim {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Claim;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a claim")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claim, A::Error> {
                let mut claim = Claim::default();
                // What was read before the damage is kept.
                claim.is_damaged = loop {
                    match map.next_entry() {
                        Ok(Some((Item::Text(key), value))) => claim.learn(&key, value),
                        Ok(Some(_)) => {}
                        Ok(None) => break false,
                        Err(_) => break true,
                    }
                };
                Ok(claim)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Claim {
    /// Of two entries of one key the first counts.
    fn learn(&mut self, key: &str, value: Item) {
        let place = match key {
            "claim_generator" => &mut self.generator,
            "dc:title" => &mut self.title,
            "dc:format" => &mut self.format,
            "instanceID" => &mut self.instance,
            "claim_generator_info" => {
                if let (Info { name: None, version: None }, Item::Program(info)) = (&self.info, value) {
                    self.info = info;
                }
                return;
            }
            _ => return,
        };
        if let (None, Item::Text(text)) = (&place, value) {
            *place = Some(text);
        }
    }
}

/// A value, as far as a claim's are of interest.
enum Item {
    Text(String),
    Program(Info),
    /// Anything else.
    Other,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Item, E> {
        Ok(Item::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        let mut info = Info::default();
        while let Some((key, value)) = map.next_entry()? {
            let (Item::Text(key), Item::Text(value)) = (key, value) else { continue };
            match key.as_str() {
                "name" => info.name = Some(value),
                "version" => info.version = Some(value),
                _ => {}
            }
        }
        Ok(Item::Program(info))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
        let first = list.next_element()?;
        while list.next_element::<Item>()?.is_some() {}
        Ok(first.unwrap_or(Item::Other))
    }

    /// A value with a CBOR tag, such as a date, is the value.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Item, A::Error> {
        let (IgnoredAny, content) = tagged.variant()?;
        content.tuple_variant(2, Tagged)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Item, E> {
        Ok(Item::Other)
    }

    fn visit_none<E>(self) -> Result<Item, E> {
        Ok(Item::Other)
    }
}

/// The number of a tag and the value after it.
struct Tagged;

impl<'de> Visitor<'de> for Tagged {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with a tag")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Item, A::Error> {
        parts.next_element::<IgnoredAny>()?;
        Ok(parts.next_element()?.unwrap_or(Item::Other))
    }
}
