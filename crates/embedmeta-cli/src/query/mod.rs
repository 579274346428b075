//! Conditions of `--where`: which files are printed.
//!
//! ```text
//! or      = and { "or" and }
//! and     = not { "and" not }
//! not     = "not" not | "(" or ")" | test
//! test    = "has" name | name [ sign value | "contains" value ] | ("issue" | "error") [ code ]
//! name    = a field of the object | "field." name | "file." fact | "issue" | "error"
//! sign    = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "~"
//! value   = word | text in quotes
//! ```
//!
//! A name alone asks whether the file has it. The condition is understood before the first file is read, and is no more
//! than compared: nothing of it is run.

mod eval;
mod glob;
mod lex;
mod literal;
mod names;
mod parse;
mod pick;

pub(crate) use eval::Subject;
pub(crate) use pick::Pick;

use lex::Sign;
use literal::Literal;
use names::Operand;

/// A condition that is longer is none that a person wrote.
const LONGEST: usize = 16 * 1024;

/// What files must fulfil to be printed.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    expr: Expr,
    /// Whether it says what becomes of files that could not be read.
    pub decides_failures: bool,
    /// Whether it asks for a field that the documented profile lacks.
    pub needs_full_profile: bool,
}

/// A part of a condition. It is no deeper than the parser allows.
#[derive(Clone, Debug, PartialEq)]
enum Expr {
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Has(Operand),
    Test(Operand, Sign, Literal),
}

/// What is wrong with a condition, and at which byte.
#[derive(Debug, PartialEq)]
struct Wrong {
    at: usize,
    what: String,
}

impl Wrong {
    fn new(at: usize, what: String) -> Self {
        Self { at, what }
    }
}

impl Query {
    /// Understands a condition. The error says what is wrong, and points to it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} bytes"));
        }
        let expr = parse::parse(text).map_err(|wrong| pointed(text, &wrong))?;
        let (mut decides_failures, mut needs_full_profile) = (false, false);
        expr.each(&mut |operand| {
            decides_failures |= *operand == Operand::Error;
            needs_full_profile |= operand.is_of_full_profile();
        });
        Ok(Self { expr, decides_failures, needs_full_profile })
    }
}

impl Expr {
    fn each(&self, see: &mut impl FnMut(&Operand)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(see)),
            Self::Not(part) => part.each(see),
            Self::Has(operand) | Self::Test(operand, _, _) => see(operand),
        }
    }
}

/// What stands behind `start`, which may be written in any case.
fn behind<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (first, rest) = text.split_at_checked(start.len())?;
    first.eq_ignore_ascii_case(start).then_some(rest)
}

/// So much of the condition is shown before the place that is wrong, and behind it.
const SHOWN: usize = 50;

/// What is wrong, with the condition and a mark below the place.
fn pointed(text: &str, wrong: &Wrong) -> String {
    let column = text.get(..wrong.at).unwrap_or(text).chars().count();
    let from = column.saturating_sub(SHOWN);
    let plain = |c: char| if c.is_control() || crate::output::is_unsafe(c) { '\u{fffd}' } else { c };
    let shown: String = text.chars().skip(from).take(2 * SHOWN).map(plain).collect();
    let mark = " ".repeat(column - from);
    format!("column {}: {}\n\n  {shown}\n  {mark}^", column + 1, wrong.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_point_at_the_column() {
        let error = Query::parse("Titel = x").unwrap_err();
        assert!(error.starts_with("column 1: "), "{error}");
        let error = Query::parse("Title = \"ü\" and Rating >=").unwrap_err();
        assert!(error.starts_with("column 26: "), "{error}");
        assert_eq!(error.lines().last().map(|line| line.find('^')), Some(Some(2 + 25)));
        // Of a long one the part around the place is shown, and what acts on a terminal is not.
        let error = Query::parse(&format!("{} and \u{1b}[2J", ["Title"; 500].join(" and "))).unwrap_err();
        assert!(error.len() < 600 && !error.contains('\u{1b}'), "{error}");
    }

    #[test]
    fn hostile_conditions_are_refused() {
        for text in [
            "(".repeat(10_000),
            format!("{}Title{}", "(".repeat(200), ")".repeat(200)),
            format!("{}Title", "not ".repeat(3_000)),
            format!("Title = {}", "x".repeat(20_000)),
            "\u{0}".into(),
            "\"".into(),
            String::new(),
        ] {
            assert!(Query::parse(&text).is_err(), "{}", text.len());
        }
        // Width costs no depth.
        assert!(Query::parse(&["Title"; 1_000].join(" or ")).is_ok());
    }

    #[test]
    fn what_a_condition_asks_for_is_known() {
        let query = |text| Query::parse(text).unwrap();
        assert!(query("Title or error").decides_failures);
        assert!(!query("Title").decides_failures);
        assert!(query("not (Title and Make)").needs_full_profile);
        assert!(!query("Title and file.width > 1").needs_full_profile);
    }
}
