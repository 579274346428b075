//! The names that a condition may use.

use super::prefix::behind;
use crate::facts::{FACTS, Fact};
use crate::names;
use embedmeta::internal::fields::{self, FIELDS, Kind, Shown};
use std::borrow::Cow;

/// The part of a file that is tested.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    /// A field of the object, and its kind if the table knows it.
    Field(Cow<'static, str>, Option<Kind>),
    Fact(&'static Fact),
    /// The codes of the file's issues.
    Issue,
    /// The code of the error of a file that could not be read.
    Error,
}

/// The prefix of a name that is taken unchanged, for fields that are not in the table.
const ANY_FIELD: &str = "field.";

impl Operand {
    /// The operand with this name, in any case; the error suggests similar names.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        if let Some(field) = behind(name, ANY_FIELD).filter(|field| !field.is_empty()) {
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
        if let Some(fact) = FACTS.iter().find(|fact| is(fact.column)) {
            return Ok(Self::Fact(fact));
        }
        let field = names::field(name)?;
        let kind = fields::row(&field).and_then(|row| FIELDS.get(row)).map(|field| field.kind);
        Ok(Self::Field(Cow::Owned(field), kind))
    }

    pub(super) fn is_of_full_profile(&self) -> bool {
        let Self::Field(name, _) = self else { return false };
        let field = fields::row(name).and_then(|row| FIELDS.get(row));
        field.is_none_or(|field| field.shown != Shown::Documented)
    }

    /// Whether it is a number in every file.
    pub(super) fn is_number(&self) -> bool {
        match self {
            Self::Field(_, kind) => matches!(kind, Some(Kind::Number | Kind::Integer)),
            Self::Fact(fact) => !matches!(fact.name, "format" | "mime" | "hasAlpha" | "codecs"),
            Self::Issue | Self::Error => false,
        }
    }

    pub(super) fn is_date(&self) -> bool {
        matches!(self, Self::Field(_, Some(Kind::DateTime)))
    }
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
        let Ok(Operand::Fact(fact)) = Operand::named("FILE.HASALPHA") else { panic!("no fact") };
        assert_eq!(fact.column, "file.hasAlpha");
        let make = Ok(Operand::Field("Make".into(), fields::row("Make").map(|row| FIELDS[row].kind)));
        assert_eq!(Operand::named("IFD0:Make"), make);
        assert_eq!(Operand::named("field.Mine"), Ok(Operand::Field("Mine".into(), None)));
        assert_eq!(Operand::named("Error"), Ok(Operand::Error));
    }

    #[test]
    fn unknown_names_are_told_the_nearest() {
        for (wrong, right) in [
            ("Keywrods", "Keywords"),
            ("file.widht", "file.width"),
            ("Lattitude", "Latitude"),
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
}
