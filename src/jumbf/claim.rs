//! The claim of a manifest: a map in CBOR [C2PA 2.1 10; RFC 8949].
//!
//! What is not asked for is read and dropped at once, so a claim costs no more memory than its longest text.

use super::cbor::{Damage, Reader, Value};
use crate::bytes::Bytes;
use std::borrow::Cow;

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
    let mut claim = Claim::default();
    // What was read before the damage is kept.
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

    /// Of two entries of one key the first counts.
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

/// A value, as far as a claim's are of interest.
enum Item<'a> {
    Text(Cow<'a, str>),
    Program(Info),
    /// Anything else.
    Other,
}

/// Reads a value. Of a list the first item counts.
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
