//! What films and sounds of all formats have in common: how long they last, and how they are coded.

use std::borrow::Cow;
use std::time::Duration;

/// A span of time: a number of units, of which so many are a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub units: u64,
    pub scale: u32,
}

impl Span {
    /// It to the millisecond; `None` if it has no scale, or is too long.
    pub fn duration(self) -> Option<Duration> {
        let (units, scale) = (u128::from(self.units), u128::from(self.scale));
        let milliseconds = (units * 1000 + scale / 2).checked_div(scale)?;
        Some(Duration::from_millis(u64::try_from(milliseconds).ok()?))
    }

    /// The average of bits in a second, if so many bytes last so long.
    pub fn bit_rate(self, bytes: u64) -> Option<u64> {
        let (units, scale) = (u128::from(self.units), u128::from(self.scale));
        let rate = (u128::from(bytes) * 8 * scale + units / 2).checked_div(units)?;
        u64::try_from(rate).ok().filter(|rate| *rate > 0)
    }

    /// Whether it says anything.
    pub fn is_stated(self) -> bool {
        self.units > 0 && self.scale > 0
    }
}

/// The name of a codec: its four characters, without the blanks that fill them.
pub(super) fn codec(code: [u8; 4]) -> Cow<'static, str> {
    let bare = code.trim_ascii_end();
    let is_empty = bare.iter().all(|byte| *byte == 0);
    if is_empty { Cow::Borrowed("") } else { Cow::Owned(bare.escape_ascii().to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(units: u64, scale: u32) -> Span {
        Span { units, scale }
    }

    #[test]
    fn times_are_rounded_to_milliseconds() {
        assert_eq!(span(1001, 30_000).duration(), Some(Duration::from_millis(33)));
        assert_eq!(span(u64::MAX, 1).duration(), None, "too long");
        assert_eq!(span(1, 0).duration(), None);
    }

    #[test]
    fn rates_are_averages() {
        assert_eq!(span(2, 1).bit_rate(1_000), Some(4_000));
        assert_eq!(span(7, 600).bit_rate(14_057), Some(9_639_086));
        assert_eq!(span(0, 1).bit_rate(1_000), None);
        assert_eq!(span(1, 1).bit_rate(0), None);
    }

    #[test]
    fn codecs_are_named_as_they_are_stored() {
        assert_eq!(codec(*b"avc1"), "avc1");
        assert_eq!(codec(*b"raw "), "raw");
        assert_eq!(codec(*b"ms\0\x55"), "ms\\x00U");
        assert_eq!(codec([0; 4]), "");
    }
}
