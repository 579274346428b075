//! Maker notes that are TIFF structures, compiled from `notes.tsv`.

/// A type of maker note that is a structure.
pub(super) struct Note {
    make: &'static str,
    how: How,
    /// The lowest and highest allowed value for each of its first bytes.
    start: &'static [(u8, u8)],
    /// The same for bytes with which the note must not start.
    unless: &'static [(u8, u8)],
}

/// How the name of the maker is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Is,
    Starts,
    AnyCase,
    Holds,
}

impl Note {
    /// Whether a note from a camera of this maker is of this type.
    pub fn is_met(&self, make: &str, note: &[u8]) -> bool {
        let (make, known) = (make.as_bytes(), self.make.as_bytes());
        let is_same = |part: &[u8]| part.eq_ignore_ascii_case(known);
        let is_made = match self.how {
            How::Is => make == known,
            How::Starts => make.starts_with(known),
            How::AnyCase => make.get(..known.len()).is_some_and(is_same),
            How::Holds => make.windows(known.len()).any(is_same),
        };
        let begins = |pattern: &[(u8, u8)]| {
            let fits = |((low, high), byte): (&(u8, u8), &u8)| (low..=high).contains(&byte);
            pattern.len() <= note.len() && pattern.iter().zip(note).all(fits)
        };
        is_made && begins(self.start) && (self.unless.is_empty() || !begins(self.unless))
    }
}

include!("generated/notes.rs");
