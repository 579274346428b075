//! The character set of text that declares none.

use encoding_rs::Encoding;
use std::fmt;
use std::str::FromStr;

/// A character set, by one of its names in the WHATWG Encoding Standard: `windows-1252` (the default), `macintosh`,
/// `windows-1251`, `shift_jis`. Names are read in any case.
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
