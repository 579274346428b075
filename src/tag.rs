//! A tag, which is what the decoders emit.
//!
//! Groups and names are ExifTool's (`IFD0:Make`, `XMP-dc:Creator`); [`Tag::value`] is what `exiftool -j` prints
//! and [`Tag::raw`] what `exiftool -n` prints.

use crate::block::BlockKind;
use crate::charset::CharsetRung;
use std::borrow::Cow;
use std::fmt;

/// The group of a tag: ExifTool's family 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Group<'a> {
    /// `IFD0`, `IFD1`, …
    Ifd(u16),
    /// `ExifIFD`
    ExifIfd,
    /// `GPS`
    Gps,
    /// `InteropIFD`
    InteropIfd,
    /// `SubIFD`, `SubIFD1`, …
    SubIfd(u16),
    /// `IPTC`, `IPTC2`, …: the number counts from 1.
    Iptc(u16),
    /// `XMP-dc`: the text is the namespace's part, `dc`. If it is empty, the group is `XMP`.
    Xmp(Cow<'a, str>),
    /// `Photoshop`
    Photoshop,
    /// `JFIF`
    Jfif,
    /// `Adobe`: the APP14 segment of a JPEG.
    Adobe,
    /// `File`: facts that come from the file's structure and not from a tag.
    File,
    /// Any other group, such as a camera maker's.
    Other(Cow<'a, str>),
}

impl Group<'_> {
    /// The name as ExifTool prints it: `IFD0`, `XMP-dc`, `Canon`.
    pub fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Ifd(0) => "IFD0".into(),
            Self::Ifd(1) => "IFD1".into(),
            Self::Ifd(n) => format!("IFD{n}").into(),
            Self::ExifIfd => "ExifIFD".into(),
            Self::Gps => "GPS".into(),
            Self::InteropIfd => "InteropIFD".into(),
            Self::SubIfd(0) => "SubIFD".into(),
            Self::SubIfd(n) => format!("SubIFD{n}").into(),
            Self::Iptc(0 | 1) => "IPTC".into(),
            Self::Iptc(n) => format!("IPTC{n}").into(),
            Self::Xmp(name) if name.is_empty() => "XMP".into(),
            Self::Xmp(name) => ["XMP-", name].concat().into(),
            Self::Photoshop => "Photoshop".into(),
            Self::Jfif => "JFIF".into(),
            Self::Adobe => "Adobe".into(),
            Self::File => "File".into(),
            Self::Other(name) => name.as_ref().into(),
        }
    }

    /// The same group as owned data.
    pub fn into_owned(self) -> Group<'static> {
        match self {
            Self::Ifd(n) => Group::Ifd(n),
            Self::ExifIfd => Group::ExifIfd,
            Self::Gps => Group::Gps,
            Self::InteropIfd => Group::InteropIfd,
            Self::SubIfd(n) => Group::SubIfd(n),
            Self::Iptc(n) => Group::Iptc(n),
            Self::Xmp(name) => Group::Xmp(Cow::Owned(name.into_owned())),
            Self::Photoshop => Group::Photoshop,
            Self::Jfif => Group::Jfif,
            Self::Adobe => Group::Adobe,
            Self::File => Group::File,
            Self::Other(name) => Group::Other(Cow::Owned(name.into_owned())),
        }
    }
}

impl fmt::Display for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// The value of a tag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A real number. It is never NaN or infinite; those values are the texts `undef` and `inf`.
    Real(f64),
    /// A fraction as it is stored, printed to ten significant digits.
    Rational {
        /// The numerator.
        num: i64,
        /// The denominator. A fraction over 0 prints as `inf`, and 0/0 as `undef`.
        den: i64,
    },
    /// Several values of one tag.
    List(Vec<Value<'a>>),
    /// Bytes that are not text; printed as `(Binary data N bytes, use -b option to extract)`.
    Binary(Cow<'a, [u8]>),
    /// The length of data that is shown only by its length, as [`Value::Binary`] is: bytes that were not read, or a
    /// list too long to print, whose length is that of its text.
    Unread(u64),
}

impl<'a> Value<'a> {
    /// Borrowed text.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// The same value as owned data.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Int(number) => Value::Int(number),
            Self::Real(number) => Value::Real(number),
            Self::Rational { num, den } => Value::Rational { num, den },
            Self::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
            Self::Binary(bytes) => Value::Binary(Cow::Owned(bytes.into_owned())),
            Self::Unread(len) => Value::Unread(len),
        }
    }

    /// The text, if the value is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if the value is one or a text that parses as one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)] // no count in a picture exceeds 2^53
            Self::Int(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            Self::Rational { num, den } => rational(*num, *den),
            Self::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
            Self::List(_) | Self::Binary(_) | Self::Unread(_) => None,
        }
    }
}

/// The quotient as ExifTool shows it, rounded to ten significant digits; `None` if `den` is 0.
#[allow(clippy::cast_precision_loss)] // both terms have at most 32 bits in every format but BigTIFF
pub(crate) fn rational(num: i64, den: i64) -> Option<f64> {
    (den != 0).then(|| crate::number::round_to(num as f64 / den as f64, 10))
}

/// The quotient, if it is a whole number that is shown with all its digits.
fn quotient(num: i64, den: i64) -> Option<i64> {
    /// Greater quotients are rounded to ten digits. A zero may be negative zero.
    const BOUND: u64 = 10_000_000_000;
    let quotient = num.checked_div(den)?;
    (quotient != 0 && quotient.unsigned_abs() < BOUND && quotient.checked_mul(den)? == num)
        .then_some(quotient)
}

impl Value<'_> {
    /// Writes the value as it is displayed.
    pub(crate) fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Int(number) => crate::number::write_whole(out, *number),
            Self::Real(number) => crate::number::write_g(out, *number, 15),
            Self::Rational { num: 0, den: 0 } => out.write_str("undef"),
            Self::Rational { den: 0, .. } => out.write_str("inf"),
            Self::Rational { num, den } => match quotient(*num, *den) {
                Some(whole) => crate::number::write_whole(out, whole),
                None => crate::number::write_g(out, rational(*num, *den).unwrap_or_default(), 15),
            },
            Self::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.write_str(", ")?;
                    }
                    item.write(out)?;
                }
                Ok(())
            }
            Self::Binary(bytes) => binary(out, bytes.len() as u64),
            Self::Unread(len) => binary(out, *len),
        }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

fn binary(out: &mut impl fmt::Write, len: u64) -> fmt::Result {
    write!(out, "(Binary data {len} bytes, use -b option to extract)")
}

/// Where a tag was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The block that held it.
    pub block: BlockKind,
    /// The byte of the file at which its value (EXIF, IPTC) or its element (XMP) starts.
    pub offset: u64,
    /// Whether the block was where its standard puts it.
    pub standard: bool,
    /// How the character set of the text was found; `None` if there was no question: ASCII, numbers, XMP.
    pub charset: Option<CharsetRung>,
}

impl Origin {
    /// The byte `offset` of the file, in a block that is where its standard puts it.
    pub fn new(block: BlockKind, offset: u64) -> Self {
        Self { block, offset, standard: true, charset: None }
    }
}

/// The language of the item that stands for all others [XMP part 1, 8.2.2.4].
pub const DEFAULT_LANG: &str = "x-default";

/// One piece of metadata as found in the file.
///
/// It serialises to `{"group", "name", "value", "raw"?}`, the record that the command `tags` prints. The name includes
/// the language, and `raw` is present if the stored value differs from the printed one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tag<'a> {
    /// ExifTool's group, family 1.
    pub group: Group<'a>,
    /// ExifTool's name, without a language.
    pub name: Cow<'a, str>,
    /// The language of an item of a language alternative, such as `x-default` or `fr-FR`; `None` if the tag is not one.
    pub lang: Option<Cow<'a, str>>,
    /// The value in its printed form: `exiftool -j`.
    pub value: Value<'a>,
    /// The stored value, if it differs: `exiftool -n`.
    pub raw: Option<Value<'a>>,
    /// The text of an XMP packet or the numbers of an Exif entry, if neither the printed nor the raw value preserves
    /// them: `48,16.5N`, `-1/1`, 0/0 in a computed value.
    pub stored: Option<Value<'a>>,
    /// Whether a table defines its meaning; a tag without one is named by its number: `Exif_0xc5d9`.
    pub known: bool,
    /// Whether it stands back behind other tags of its name where only one of them counts.
    pub(crate) is_low: bool,
    /// Where it was found.
    pub source: Origin,
}

impl<'a> Tag<'a> {
    /// A tag without a language.
    pub fn new(
        group: Group<'a>,
        name: &'a str,
        value: Value<'a>,
        raw: Option<Value<'a>>,
        source: Origin,
    ) -> Self {
        Self {
            group,
            name: Cow::Borrowed(name),
            lang: None,
            value,
            raw,
            stored: None,
            known: true,
            is_low: false,
            source,
        }
    }

    /// The stored value.
    pub fn raw(&self) -> &Value<'a> {
        self.raw.as_ref().unwrap_or(&self.value)
    }
}

impl Tag<'_> {
    /// The name as ExifTool prints it, with its language: `Title-fr-FR`.
    pub fn full_name(&self) -> Cow<'_, str> {
        match &self.lang {
            Some(lang) if lang != DEFAULT_LANG => Cow::Owned(format!("{}-{lang}", self.name)),
            _ => Cow::Borrowed(&self.name),
        }
    }

    /// The same tag as owned data.
    pub fn into_owned(self) -> Tag<'static> {
        Tag {
            group: self.group.into_owned(),
            name: Cow::Owned(self.name.into_owned()),
            lang: self.lang.map(|lang| Cow::Owned(lang.into_owned())),
            value: self.value.into_owned(),
            raw: self.raw.map(Value::into_owned),
            stored: self.stored.map(Value::into_owned),
            known: self.known,
            is_low: self.is_low,
            source: self.source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_quotients_are_written_as_all_numbers_are() {
        let terms = [0, 1, -1, 3, 72, 10_000, 4_294_967_295, -2_147_483_648, 1 << 40, i64::MIN, i64::MAX];
        for (num, den) in terms.iter().flat_map(|&num| terms.map(|den| (num, den))) {
            let Some(number) = rational(num, den) else { continue };
            let shown = Value::Rational { num, den }.to_string();
            assert_eq!(shown, crate::number::g(number, 15), "{num}/{den}");
        }
        assert_eq!(Value::Rational { num: -1_440, den: 20 }.to_string(), "-72");
    }
}
