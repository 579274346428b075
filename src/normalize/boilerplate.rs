//! Descriptions that cameras and programs fill in by themselves: `OLYMPUS DIGITAL CAMERA`, the model, the file name.
//! They are kept in the tag's own field, but are not a caption.

use super::input::Input;
use crate::tag::Group;
use std::borrow::Cow;

/// A part of a known text.
enum Piece {
    /// This text, ignoring case.
    Text(&'static str),
    Digit,
    Digits,
    /// A word of capitals and digits.
    Capitals,
    Anything,
    /// The end of the text or of a word, and anything after it.
    Rest,
    Make,
    /// The first word of the make.
    Brand,
    Model,
    /// The model without the make.
    Short,
    /// The first word of the program that wrote the picture.
    Program,
}

/// A row of `boilerplate.tsv`.
struct Boilerplate {
    pieces: &'static [Piece],
    /// The start of the makes that it applies to; empty for all.
    make: &'static str,
}

include!("generated/boilerplate.rs");

/// A longer text must have been written by a person.
const LONGEST: usize = 200;

/// Whether the text was filled in by a camera or a program.
pub(crate) fn is_boilerplate(text: &str, input: &Input<'_, '_>) -> bool {
    let text = text.trim_matches(is_space);
    if text.len() > LONGEST {
        return false;
    }
    let text = one_spaced(text);
    let names = Names::of(input);
    let is_of_make = |row: &&Boilerplate| strip(&names.make, row.make).is_some();
    // Most rows are ruled out by their first letter.
    let starts = |row: &&Boilerplate| match (row.pieces.first(), text.as_bytes().first()) {
        (Some(Piece::Text(start)), Some(letter)) => {
            start.as_bytes().first().is_none_or(|first| first.eq_ignore_ascii_case(letter))
        }
        _ => true,
    };
    TEXTS.iter().filter(starts).filter(is_of_make).any(|row| is_match(row.pieces, &text, &names))
        || is_file(&text, &names)
}

/// The camera and the program named in the file.
struct Names<'t> {
    make: Cow<'t, str>,
    model: Cow<'t, str>,
    program: &'t str,
}

impl<'t> Names<'t> {
    fn of<'a>(input: &Input<'t, 'a>) -> Self {
        let text = |name: &str| {
            let mirror = Group::Xmp(Cow::Borrowed(if name == "Software" { "xmp" } else { "tiff" }));
            let mirrored = if name == "Software" { "CreatorTool" } else { name };
            let tag = input.tag(&Group::Ifd(0), name).or_else(|| input.tag(&mirror, mirrored));
            tag.and_then(|tag| tag.value.as_str()).map_or("", |text| text.trim_matches(is_space))
        };
        Self {
            make: one_spaced(text("Make")),
            model: one_spaced(text("Model")),
            program: first_word(text("Software")),
        }
    }

    fn brand(&self) -> &str {
        first_word(&self.make)
    }

    fn short(&self) -> &str {
        let parts = [&*self.make, self.brand()];
        let rest = parts.iter().find_map(|part| strip(&self.model, part).filter(|_| !part.is_empty()));
        rest.unwrap_or_default().trim_start_matches([' ', '-', '_'])
    }
}

/// Whether the text is a file name given by a camera: `DCIM/100CANON/IMG_0001.JPG`.
fn is_file(text: &str, names: &Names<'_>) -> bool {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    let name = match name.rsplit_once('.') {
        Some((name, extension)) if EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) => {
            name
        }
        _ => name,
    };
    FILES.iter().any(|row| {
        let rest = row.pieces.iter().try_fold(name, |rest, piece| after(piece, rest, names));
        rest.is_some_and(is_tail)
    })
}

/// Whether the text after a file's name is only a number or a mode: `_BURST001`, ` (1)`, `~2`.
fn is_tail(tail: &str) -> bool {
    const BETWEEN: [char; 7] = ['_', '-', '~', '.', '(', ')', ' '];
    let is_word = |word: &str| {
        let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let is_short = letters.len() <= 5 && letters.len() < word.len();
        let is_mode = TAILS.iter().any(|known| known.eq_ignore_ascii_case(letters));
        letters.is_empty() || is_mode || (is_short && letters.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    tail.is_empty() || (tail.starts_with(BETWEEN) && tail.split(BETWEEN).all(is_word))
}

/// Whether the pieces match the whole text. The recursion is bounded: a row has at most two wildcards, and texts are
/// short.
fn is_match(pieces: &[Piece], text: &str, names: &Names<'_>) -> bool {
    match pieces.split_first() {
        None => text.is_empty(),
        Some((Piece::Anything, [])) => true,
        Some((Piece::Rest, _)) => !text.starts_with(char::is_alphanumeric),
        Some((Piece::Anything, rest)) => {
            let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            starts.filter_map(|at| text.get(at..)).any(|text| is_match(rest, text, names))
        }
        Some((piece, rest)) => after(piece, text, names).is_some_and(|text| is_match(rest, text, names)),
    }
}

/// The rest of the text after this piece; `None` if the text does not start with it.
fn after<'t>(piece: &Piece, text: &'t str, names: &Names<'_>) -> Option<&'t str> {
    let run = |is_part: fn(&u8) -> bool| {
        let length = text.bytes().take_while(is_part).count();
        text.get(length..).filter(|_| length > 0)
    };
    // One letter is too short for a name.
    let name = |name: &str| strip(text, name).filter(|_| name.len() > 1);
    match piece {
        Piece::Text(literal) => strip(text, literal),
        Piece::Digit => text.strip_prefix(|letter: char| letter.is_ascii_digit()),
        Piece::Digits => run(u8::is_ascii_digit),
        Piece::Capitals => run(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'-'),
        Piece::Anything | Piece::Rest => None,
        Piece::Make => name(&names.make),
        Piece::Brand => name(names.brand()),
        Piece::Model => name(&names.model),
        Piece::Short => name(names.short()),
        // Three letters are too short as well: `The GIMP`.
        Piece::Program => name(names.program).filter(|_| names.program.len() > 3),
    }
}

fn strip<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

fn first_word(text: &str) -> &str {
    text.split(is_space).next().unwrap_or_default().trim_end_matches([',', '.'])
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() || letter == '\0'
}

/// The text with single spaces between its words.
fn one_spaced(text: &str) -> Cow<'_, str> {
    let is_odd = |letter: char| is_space(letter) && letter != ' ';
    let has_double = text.as_bytes().windows(2).any(|pair| pair == b"  ");
    if !has_double && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'t>(make: &'t str, model: &'t str, program: &'t str) -> Names<'t> {
        Names { make: make.into(), model: model.into(), program }
    }

    #[test]
    fn a_model_without_its_make() {
        assert_eq!(names("Canon", "Canon EOS 5D", "").short(), "EOS 5D");
        assert_eq!(names("NIKON CORPORATION", "NIKON D70", "").short(), "D70");
        assert_eq!(names("SONY", "DSC-W80", "").short(), "");
        assert_eq!(names("", "X100", "").short(), "");
    }

    #[test]
    fn one_blank_between_words() {
        for (text, one) in [
            ("a b", "a b"),
            ("a  b", "a b"),
            (" a b", "a b"),
            ("a b ", "a b"),
            ("a\tb", "a b"),
            ("a\0b", "a b"),
            ("a\u{a0}b", "a b"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(one_spaced(text), one, "{text:?}");
        }
    }

    #[test]
    fn tails_of_files() {
        for tail in ["", "_123456", "_BURST001", " (1)", "~2", "-WA0001", "-Edit", ".MP", "_00_Pro"] {
            assert!(is_tail(tail), "{tail}");
        }
        for tail in ["a", " my dog", "_sunset", " Rome 2019", "-Anna1"] {
            assert!(!is_tail(tail), "{tail}");
        }
    }
}
