//! Reads the values of CBOR in sequence [RFC 8949].

use std::borrow::Cow;

/// The maximum nesting of values. Real claims need five levels.
const DEPTH: usize = 32;

/// Reads values from the start of the remaining bytes.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// How many more levels values may be nested.
    depth: usize,
}

/// The data cannot be read: it is cut off, is not CBOR, or is nested too deeply.
#[derive(Debug)]
pub(super) struct Damage;

/// The head of a value. It holds the length or the number of items of a value that has one; `None` means that a break
/// ends the value.
#[derive(Clone, Copy)]
enum Head {
    Number,
    Bytes(Option<u64>),
    Text(Option<u64>),
    List(Option<u64>),
    Map(Option<u64>),
    Tag,
    /// True, false, null and undefined.
    Simple,
    Break,
}

/// A value. It has been read completely, except for lists and maps, whose items follow.
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    List(Items),
    Map(Items),
    /// Any other value, which was read and discarded.
    Other,
}

/// The items of a list, or the keys and values of a map: how many remain, or `None` if a break ends them.
#[derive(Clone, Copy)]
pub(super) struct Items(Option<u64>);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: DEPTH }
    }

    /// Reads the next value. Tags before it, such as that of a date, are skipped, but each counts as a level.
    pub(super) fn value(&mut self) -> Result<Value<'a>, Damage> {
        let mut tags = 0;
        loop {
            let value = match self.head()? {
                Head::Tag => {
                    tags += 1;
                    if tags > self.depth {
                        return Err(Damage);
                    }
                    continue;
                }
                Head::Number | Head::Simple => Value::Other,
                Head::Text(Some(length)) => Value::Text(Cow::Borrowed(self.text(length)?)),
                Head::Text(None) => Value::Text(Cow::Owned(self.parts_of_text()?)),
                Head::Bytes(Some(length)) => self.take(length).map(|_| Value::Other)?,
                Head::Bytes(None) => self.parts_of_bytes()?,
                Head::List(count) => Value::List(Items(count)),
                Head::Map(count) => Value::Map(Items(count)),
                Head::Break => return Err(Damage),
            };
            return match value {
                // The items are nested below the tags as well.
                Value::List(_) | Value::Map(_) if tags >= self.depth => Err(Damage),
                value => Ok(value),
            };
        }
    }

    /// Uses `read` to read the items of a list or map, one level deeper.
    pub(super) fn within<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Damage>,
    ) -> Result<T, Damage> {
        self.depth = self.depth.checked_sub(1).ok_or(Damage)?;
        let result = read(self);
        self.depth += 1;
        result
    }

    /// Whether there is another item. If so, the caller must read it.
    pub(super) fn has_next(&mut self, items: &mut Items) -> Result<bool, Damage> {
        match &mut items.0 {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None => {
                let before = self.rest;
                if matches!(self.head()?, Head::Break) {
                    return Ok(false);
                }
                self.rest = before;
                Ok(true)
            }
        }
    }

    /// Reads a value and discards it.
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

    fn head(&mut self) -> Result<Head, Damage> {
        let [first] = self.array()?;
        let number = match first & 0x1f {
            small @ 0..24 => Some(u64::from(small)),
            24 => Some(u64::from(u8::from_be_bytes(self.array()?))),
            25 => Some(u64::from(u16::from_be_bytes(self.array()?))),
            26 => Some(u64::from(u32::from_be_bytes(self.array()?))),
            27 => Some(u64::from_be_bytes(self.array()?)),
            31 => None,
            _ => return Err(Damage),
        };
        Ok(match (first >> 5, number) {
            (0 | 1, Some(_)) => Head::Number,
            (2, length) => Head::Bytes(length),
            (3, length) => Head::Text(length),
            (4, count) => Head::List(count),
            (5, count) => Head::Map(count),
            (6, Some(_)) => Head::Tag,
            (7, None) => Head::Break,
            // Floating-point numbers.
            (7, Some(_)) if first & 0x1f > 24 => Head::Number,
            (7, Some(20..=23)) => Head::Simple,
            _ => return Err(Damage),
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Damage> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(Damage)?;
        self.rest = rest;
        Ok(*array)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Damage> {
        let length = usize::try_from(length).map_err(|_| Damage)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Damage)?;
        self.rest = rest;
        Ok(taken)
    }

    fn text(&mut self, length: u64) -> Result<&'a str, Damage> {
        std::str::from_utf8(self.take(length)?).map_err(|_| Damage)
    }

    /// Reads a text in parts, each of which is valid text on its own.
    fn parts_of_text(&mut self) -> Result<String, Damage> {
        let mut text = String::new();
        loop {
            match self.head()? {
                Head::Text(Some(length)) => text.push_str(self.text(length)?),
                Head::Break => return Ok(text),
                _ => return Err(Damage),
            }
        }
    }

    fn parts_of_bytes(&mut self) -> Result<Value<'a>, Damage> {
        loop {
            match self.head()? {
                Head::Bytes(Some(length)) => self.take(length).map(|_| ())?,
                Head::Break => return Ok(Value::Other),
                _ => return Err(Damage),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of values in a sequence. `None` if something in it is not a value.
    fn count(mut bytes: &[u8]) -> Option<usize> {
        let mut count = 0;
        while !bytes.is_empty() {
            let mut reader = Reader::new(bytes);
            reader.skip().ok()?;
            bytes = reader.rest;
            count += 1;
        }
        Some(count)
    }

    #[test]
    fn values_end_where_they_end() {
        // The examples of [RFC 8949 appendix A].
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
        for bytes in [&b"\xff"[..], b"\x1c", b"\x1f", b"\xe0", b"\x61\xff", b"\x7f\x01\xff", b"\xbf\x01\xff"]
        {
            assert_eq!(count(bytes), None, "{bytes:x?}");
        }
    }
}
