//! What a condition may ask for.

use crate::normalize::fields::{self, FIELDS, Kind, Shown};
use std::borrow::Cow;

/// What of a file is looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// A field of the object; its kind, where the table knows it.
    Field(Cow<'static, str>, Option<Kind>),
    Fact(Fact),
    /// The codes of the file's issues.
    Issue,
    /// The code of the error of a file that could not be read.
    Error,
}

/// A fact about the file that is no metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Format,
    Mime,
    Width,
    Height,
    Size,
    Orientation,
    Components,
    HasAlpha,
}

const FACTS: &[(&str, Fact)] = &[
    ("file.format", Fact::Format),
    ("file.mime", Fact::Mime),
    ("file.width", Fact::Width),
    ("file.height", Fact::Height),
    ("file.size", Fact::Size),
    ("file.orientation", Fact::Orientation),
    ("file.components", Fact::Components),
    ("file.hasAlpha", Fact::HasAlpha),
];

/// Before a name that is taken as it stands, for fields that no table knows.
const ANY_FIELD: &str = "field.";

impl Operand {
    /// What has this name, in any case; the error says which names are near it.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        if let Some(field) = stripped(name, ANY_FIELD).filter(|field| !field.is_empty()) {
            let kind = fields::row(field).and_then(|row| FIELDS.get(row)).map(|field| field.kind);
            return Ok(Self::Field(Cow::Owned(field.to_owned()), kind));
        }
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if is("issue") {
            return Ok(Self::Issue);
        }
        if is("error") {
            return Ok(Self::Error);
        }
        if let Some((_, fact)) = FACTS.iter().find(|(known, _)| is(known)) {
            return Ok(Self::Fact(*fact));
        }
        let row = fields::row(name).or_else(|| FIELDS.iter().position(|field| is(field.name)));
        match row.and_then(|row| FIELDS.get(row)) {
            Some(field) if field.shown == Shown::Encoding => Err(format!(
                "{} tells how the picture is encoded, and is no field; there are file.width, file.height, file.components",
                field.name
            )),
            Some(field) => Ok(Self::Field(Cow::Borrowed(field.name), Some(field.kind))),
            None => Err(unknown(name)),
        }
    }

    pub(super) fn is_of_full_profile(&self) -> bool {
        let Self::Field(name, _) = self else { return false };
        let field = fields::row(name).and_then(|row| FIELDS.get(row));
        field.is_none_or(|field| field.shown != Shown::Documented)
    }

    /// Whether it is a number whatever the file.
    pub(super) fn is_number(&self) -> bool {
        match self {
            Self::Field(_, kind) => matches!(kind, Some(Kind::Number | Kind::Integer)),
            Self::Fact(fact) => !matches!(fact, Fact::Format | Fact::Mime | Fact::HasAlpha),
            Self::Issue | Self::Error => false,
        }
    }

    pub(super) fn is_date(&self) -> bool {
        matches!(self, Self::Field(_, Some(Kind::DateTime)))
    }
}

fn stripped<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Names that are shown as near.
const NEAREST: usize = 3;
/// A name that is longer is near none.
const LONGEST: usize = 64;

fn unknown(name: &str) -> String {
    let near = nearest(name);
    let shown: String = name.chars().take(LONGEST).collect();
    if near.is_empty() {
        return format!("no field is called {shown:?} (`embedmeta schema` lists them)");
    }
    format!("no field is called {shown:?}; near it are {} (`field.NAME` takes any name)", near.join(", "))
}

/// The names that are most like this one, the nearest first.
fn nearest(name: &str) -> Vec<&'static str> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let name = name.to_lowercase();
    let fields = FIELDS.iter().filter(|field| field.shown != Shown::Encoding).map(|field| field.name);
    let known = fields.chain(FACTS.iter().map(|(name, _)| *name));
    let mut near: Vec<_> = known
        .filter_map(|known| {
            let folded = known.to_lowercase();
            let distance = distance(&name, &folded);
            let is_part = name.len() > 3 && folded.contains(&name);
            (distance <= 1 + name.chars().count() / 4 || is_part).then_some((distance, known))
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, known)| known).take(NEAREST).collect()
}

/// How many signs must be put in, taken out or changed to make one text of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (done, sign) in a.chars().enumerate() {
        let mut diagonal = done;
        let mut left = done + 1;
        let mut above = row.iter_mut();
        if let Some(first) = above.next() {
            *first = left;
        }
        for (cell, other) in above.zip(b.chars()) {
            let changed = diagonal + usize::from(sign != other);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case() {
        assert_eq!(
            Operand::named("gpslatitude"),
            Ok(Operand::Field("GPSLatitude".into(), Some(Kind::Number)))
        );
        assert_eq!(Operand::named("FILE.HASALPHA"), Ok(Operand::Fact(Fact::HasAlpha)));
        assert_eq!(Operand::named("field.Mine"), Ok(Operand::Field("Mine".into(), None)));
        assert_eq!(Operand::named("Error"), Ok(Operand::Error));
    }

    #[test]
    fn unknown_names_are_told_the_nearest() {
        for (wrong, right) in [
            ("Keywrods", "Keywords"),
            ("file.widht", "file.width"),
            ("Latitude", "GPSLatitude"),
            ("Maek", "Make"),
        ] {
            let error = Operand::named(wrong).unwrap_err();
            assert!(error.contains(right), "{error}");
        }
        assert!(Operand::named("zzzzzzzzzzz").unwrap_err().contains("schema"));
        assert!(Operand::named(&"ü".repeat(5_000)).unwrap_err().len() < 300);
        assert!(Operand::named("ImageWidth").unwrap_err().contains("file.width"));
        assert!(Operand::named("field.").is_err());
    }

    #[test]
    fn distances() {
        assert_eq!([distance("", "abc"), distance("abc", "abc"), distance("kitten", "sitting")], [3, 0, 3]);
    }
}
