//! The meanings of coded values in any kind of block.
//!
//! `values.tsv`, beside the tables that refer to it, contains the meanings. They are compiled into lists of keys and
//! of positions in a single text, so a thousand more meanings only cost the size of their text.

/// The meanings of the values of one tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Codes {
    numbers: Run,
    texts: Run,
    bits: Run,
}

/// A run of rows in one of the lists, sorted by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    start: u32,
    len: u16,
}

/// A part of the single text.
#[derive(Clone, Copy)]
struct Span {
    start: u32,
    len: u16,
}

/// The codes of values that stand for themselves.
pub(crate) static NONE: Codes = {
    let none = Run { start: 0, len: 0 };
    Codes { numbers: none, texts: none, bits: none }
};

impl Codes {
    /// Whether the values stand for themselves.
    pub fn is_empty(&self) -> bool {
        [self.numbers, self.texts, self.bits].iter().all(|run| run.len == 0)
    }

    /// The meaning of a number.
    pub fn number(&self, number: i64) -> Option<&'static str> {
        self.numbers.find(&NUMBERS, |key| key.cmp(&number))
    }

    /// The meaning of a text.
    pub fn text(&self, text: &str) -> Option<&'static str> {
        self.texts.find(&TEXTS, |key| key.text().cmp(text))
    }

    /// The meaning of a text, which may be a number written as text.
    pub fn text_or_number(&self, text: &str) -> Option<&'static str> {
        self.text(text).or_else(|| {
            let plain = !text.starts_with(['+', '0']) || text == "0";
            text.parse().ok().filter(|_| plain).and_then(|number| self.number(number))
        })
    }

    /// The texts that begin like this, and their meanings.
    pub fn texts(&self, start: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
        let rows = TEXTS.get(self.texts.start as usize..).and_then(|rows| rows.get(..self.texts.len.into()));
        let rows = rows.unwrap_or_default();
        let first = rows.partition_point(|(key, _)| key.text() < start);
        let rest = rows.get(first..).unwrap_or_default().iter();
        rest.map(|(key, meaning)| (key.text(), meaning.text()))
            .take_while(move |(key, _)| key.starts_with(start))
    }

    /// The meanings of all numbers.
    pub fn numbers(&self) -> impl Iterator<Item = (i64, &'static str)> {
        let rows =
            NUMBERS.get(self.numbers.start as usize..).and_then(|rows| rows.get(..self.numbers.len.into()));
        rows.unwrap_or_default().iter().map(|(key, meaning)| (*key, meaning.text()))
    }

    /// The meaning of a bit.
    pub fn bit(&self, bit: u8) -> Option<&'static str> {
        self.bits.find(&BITS, |key| key.cmp(&bit))
    }
}

impl Run {
    fn find<K>(
        self,
        list: &'static [(K, Span)],
        compare: impl Fn(&K) -> std::cmp::Ordering,
    ) -> Option<&'static str> {
        let rows = list.get(self.start as usize..)?.get(..self.len.into())?;
        let index = rows.binary_search_by(|(key, _)| compare(key)).ok()?;
        rows.get(index).map(|(_, meaning)| meaning.text())
    }
}

impl Span {
    fn text(self) -> &'static str {
        let start = self.start as usize;
        TEXT.get(start..start.saturating_add(self.len.into())).unwrap_or_default()
    }
}

include!("codes/generated.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_span_is_a_text() {
        let numbers = NUMBERS.iter().map(|(_, meaning)| meaning);
        let texts = TEXTS.iter().flat_map(|(key, meaning)| [key, meaning]);
        let bits = BITS.iter().map(|(_, meaning)| meaning);
        for span in numbers.chain(texts).chain(bits) {
            assert_eq!(span.text().len(), usize::from(span.len));
        }
    }

    #[test]
    fn lists_are_sorted_and_unique() {
        fn rows<K>(run: Run, list: &'static [(K, Span)]) -> &'static [(K, Span)] {
            &list[run.start as usize..][..usize::from(run.len)]
        }
        for codes in SETS {
            assert!(rows(codes.numbers, &NUMBERS).is_sorted_by(|a, b| a.0 < b.0));
            assert!(rows(codes.texts, &TEXTS).is_sorted_by(|a, b| a.0.text() < b.0.text()));
            assert!(rows(codes.bits, &BITS).is_sorted_by(|a, b| a.0 < b.0));
        }
    }

    #[test]
    fn values_are_found() {
        assert_eq!(EXIF_274.number(6), Some("Rotate 90 CW"));
        assert_eq!(EXIF_274.text_or_number("6"), Some("Rotate 90 CW"));
        assert_eq!((EXIF_274.text_or_number("06"), EXIF_274.text("6")), (None, None));
        assert_eq!((EXIF_254.bit(1), EXIF_254.bit(31)), (Some("Single page"), None));
        assert_eq!(GPS_1.text("S"), Some("South"));
        assert!(NONE.is_empty() && NONE.number(0).is_none() && NONE.text("").is_none());
    }
}
