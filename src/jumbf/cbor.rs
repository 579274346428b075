//! The values of CBOR, one after another [RFC 8949]: what `minicbor` reads, with a bound on how deep it is nested.

use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error;
use std::borrow::Cow;

/// How deep values may be nested; those of real claims need five levels.
const DEPTH: usize = 32;

/// Bytes of which some were read.
pub(super) struct Reader<'a> {
    decoder: Decoder<'a>,
    /// How much deeper values may still be nested.
    depth: usize,
}

/// What cannot be read: it is cut off, no CBOR, or nested too deep.
#[derive(Debug)]
pub(super) struct Damage;

impl From<Error> for Damage {
    fn from(_: Error) -> Self {
        Self
    }
}

/// What a value is, where all of it is read but lists and maps: of those the items follow.
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    List(Items),
    Map(Items),
    /// Anything else, which was read and dropped.
    Other,
}

/// The items of a list, or the keys of a map with their values: how many are left, or all up to a break.
#[derive(Clone, Copy)]
pub(super) struct Items(Option<u64>);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { decoder: Decoder::new(bytes), depth: DEPTH }
    }

    /// The next value. Tags in front of it, such as that of a date, are passed over; each is a level of its own.
    pub(super) fn value(&mut self) -> Result<Value<'a>, Damage> {
        let tags = self.tags()?;
        match self.decoder.datatype()? {
            // What is in them is below their tags too.
            Type::Array | Type::ArrayIndef | Type::Map | Type::MapIndef if tags >= self.depth => Err(Damage),
            Type::Array | Type::ArrayIndef => Ok(Value::List(Items(self.decoder.array()?))),
            Type::Map | Type::MapIndef => Ok(Value::Map(Items(self.decoder.map()?))),
            Type::String => Ok(Value::Text(Cow::Borrowed(self.decoder.str()?))),
            Type::StringIndef => {
                Ok(Value::Text(Cow::Owned(self.decoder.str_iter()?.collect::<Result<_, _>>()?)))
            }
            // A break where a value is due, what RFC 8949 reserves, and simple values that it gives no meaning.
            Type::Break | Type::Unknown(_) | Type::Simple => Err(Damage),
            // Numbers, bytes, true, false, null and undefined.
            _ => {
                self.decoder.skip()?;
                Ok(Value::Other)
            }
        }
    }

    /// Reads the tags in front of a value: how many there are.
    fn tags(&mut self) -> Result<usize, Damage> {
        let mut tags = 0;
        while self.decoder.datatype()? == Type::Tag {
            self.decoder.tag()?;
            tags += 1;
            if tags > self.depth {
                return Err(Damage);
            }
        }
        Ok(tags)
    }

    /// Reads what is in a list or a map with `read`, one level deeper.
    pub(super) fn within<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Damage>,
    ) -> Result<T, Damage> {
        self.depth = self.depth.checked_sub(1).ok_or(Damage)?;
        let result = read(self);
        self.depth += 1;
        result
    }

    /// Whether there is another item, which is then to be read.
    pub(super) fn has_next(&mut self, items: &mut Items) -> Result<bool, Damage> {
        match &mut items.0 {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.decoder.datatype()? == Type::Break => {
                self.decoder.set_position(self.decoder.position() + 1);
                Ok(false)
            }
            None => Ok(true),
        }
    }

    /// Reads a value and drops it. The decoder's own `skip` knows no depth, and takes a break for an item.
    pub(super) fn skip(&mut self) -> Result<(), Damage> {
        let (mut items, each) = match self.value()? {
            Value::List(items) => (items, 1),
            Value::Map(items) => (items, 2),
            Value::Text(_) | Value::Other => return Ok(()),
        };
        self.within(|reader| {
            while reader.has_next(&mut items)? {
                for _ in 0..each {
                    reader.skip()?;
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many values there are one after another; none where something is no value.
    fn count(mut bytes: &[u8]) -> Option<usize> {
        let mut count = 0;
        while !bytes.is_empty() {
            let mut reader = Reader::new(bytes);
            reader.skip().ok()?;
            bytes = &bytes[reader.decoder.position()..];
            count += 1;
        }
        Some(count)
    }

    #[test]
    fn values_end_where_they_end() {
        // Those of [RFC 8949 appendix A], and what follows each.
        for value in [
            &b"\x00"[..],
            b"\x18\x64",
            b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\xc3\x49\x01\0\0\0\0\0\0\0\0",
            b"\xc3\x50\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\xf9\x3c\0",
            b"\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a",
            b"\xf7",
            b"\xc1\x1a\x51\x4b\x67\xb0",
            b"\x44\x01\x02\x03\x04",
            b"\x64IETF",
            b"\x83\x01\x82\x02\x03\x82\x04\x05",
            b"\xa2\x61a\x01\x61b\x82\x02\x03",
            b"\x5f\x42\x01\x02\x43\x03\x04\x05\xff",
            b"\x7f\x65strea\x64ming\xff",
            b"\x9f\xff",
            b"\xbf\x61a\x01\x61b\x9f\x02\x03\xff\xff",
        ] {
            assert_eq!(count(&[value, b"\x01"].concat()), Some(2), "{value:x?}");
            for end in 1..value.len() {
                assert_ne!(count(&value[..end]), Some(1), "{:x?}", &value[..end]);
            }
        }
    }

    #[test]
    fn what_is_no_value_is_damage() {
        for bytes in [
            &b"\xff"[..],
            b"\x1c",
            b"\x1f",
            b"\xe0",
            b"\xf8\x14",
            b"\x61\xff",
            b"\x7f\x01\xff",
            b"\xbf\x01\xff",
        ] {
            assert_eq!(count(bytes), None, "{bytes:x?}");
        }
    }
}
