//! Character sets: the fallback for text that declares none, and how the set of a text was found.

use encoding_rs::Encoding;
use std::fmt;
use std::str::FromStr;

/// How the character set of a text was found. The steps are tried in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CharsetRung {
    /// The file names it (IIM dataset 1:90).
    Declared,
    /// The bytes are valid UTF-8, with sequences that text in another set is very unlikely to contain.
    Utf8,
    /// The set that the caller chose for everything else.
    Fallback,
}

/// A character set, by one of its names in the WHATWG Encoding Standard: `windows-1252` (the default), `macintosh`,
/// `windows-1251`, `shift_jis`. The case of names is ignored.
///
/// ```
/// use embedmeta::{Charset, Extractor};
///
/// let extractor = Extractor::new().fallback_charset("macintosh".parse()?);
/// assert!("klingon".parse::<Charset>().is_err());
/// # Ok::<(), embedmeta::UnknownCharset>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Charset(pub(crate) &'static Encoding);

impl Charset {
    /// Its name in the standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl Default for Charset {
    fn default() -> Self {
        Self(encoding_rs::WINDOWS_1252)
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Charset {
    type Err = UnknownCharset;

    fn from_str(label: &str) -> Result<Self, UnknownCharset> {
        Encoding::for_label(label.as_bytes()).map(Self).ok_or_else(|| UnknownCharset(label.to_owned()))
    }
}

/// No character set has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCharset(String);

impl fmt::Display for UnknownCharset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no character set is called {:?}", self.0)
    }
}

impl std::error::Error for UnknownCharset {}

/// The bytes beyond ASCII that are letters in `set`, one bit each; 0 for a multi-byte set.
pub(crate) fn letters(set: &'static Encoding) -> u128 {
    if !set.is_single_byte() {
        return 0;
    }
    let bytes: [u8; 128] = std::array::from_fn(|index| 0x80 | u8::try_from(index).unwrap_or_default());
    let (text, _) = set.decode_without_bom_handling(&bytes);
    text.chars()
        .take(128)
        .enumerate()
        .fold(0, |bits, (index, letter)| bits | u128::from(letter.is_alphabetic()) << index)
}
