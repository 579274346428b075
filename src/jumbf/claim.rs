//! The claim of a manifest, which is a CBOR map [C2PA 2.1 10; RFC 8949].
//!
//! Values that are not needed are discarded as they are read, so a claim takes no more memory than its longest text.

use super::cbor::{Damage, Reader, Value};
use crate::bytes::Bytes;
use std::borrow::Cow;

/// What a claim states about itself and about the file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Claim {
    /// `claim_generator`: the software that made the claim, in the form of an HTTP user agent. Only in claims of
    /// version 1.
    pub generator: Option<String>,
    /// `claim_generator_info`: the same software in structured form. In version 1 this is a list, whose first item
    /// counts.
    pub info: Info,
    /// `dc:title`
    pub title: Option<String>,
    /// `dc:format`: a media type.
    pub format: Option<String>,
    /// `instanceID`: the identifier of this version of the file.
    pub instance: Option<String>,
    /// Whether the claim could not be read to its end.
    pub is_damaged: bool,
}

/// A piece of software.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Info {
    pub name: Option<String>,
    pub version: Option<String>,
}

/// Reads a claim, up to any damage.
pub(super) fn read(bytes: Bytes<'_>) -> Claim {
    let mut claim = Claim::default();
    // The values before the damage are kept.
    claim.is_damaged = claim.fill(&mut Reader::new(bytes.as_slice())).is_err();
    claim
}

impl Claim {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Damage> {
        let Value::Map(mut entries) = reader.value()? else { return Err(Damage) };
        reader.within(|reader| {
            while reader.has_next(&mut entries)? {
                let key = item(reader)?;
                let value = item(reader)?;
                if let Item::Text(key) = key {
                    self.learn(&key, value);
                }
            }
            Ok(())
        })
    }

    /// Records an entry. If a key is repeated, the first one counts.
    fn learn(&mut self, key: &str, value: Item<'_>) {
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
            *place = Some(text.into_owned());
        }
    }
}

/// A value of a type that is relevant in a claim.
enum Item<'a> {
    Text(Cow<'a, str>),
    Program(Info),
    /// Any other value.
    Other,
}

/// Reads a value. For a list, reads its first item.
fn item<'a>(reader: &mut Reader<'a>) -> Result<Item<'a>, Damage> {
    match reader.value()? {
        Value::Text(text) => Ok(Item::Text(text)),
        Value::Other => Ok(Item::Other),
        Value::List(mut items) => reader.within(|reader| {
            if !reader.has_next(&mut items)? {
                return Ok(Item::Other);
            }
            let first = item(reader)?;
            while reader.has_next(&mut items)? {
                reader.skip()?;
            }
            Ok(first)
        }),
        Value::Map(mut entries) => reader.within(|reader| {
            let mut info = Info::default();
            while reader.has_next(&mut entries)? {
                let (key, value) = (item(reader)?, item(reader)?);
                let (Item::Text(key), Item::Text(value)) = (key, value) else { continue };
                match &*key {
                    "name" => info.name = Some(value.into_owned()),
                    "version" => info.version = Some(value.into_owned()),
                    _ => {}
                }
            }
            Ok(Item::Program(info))
        }),
    }
}
