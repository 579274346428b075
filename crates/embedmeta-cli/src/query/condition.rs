//! A whole condition.

use super::expr::Expr;
use super::names::Operand;
use super::parse;

/// No person writes a longer condition.
const LONGEST: usize = 16 * 1024;

/// What files must meet to be printed.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(super) expr: Expr,
    /// Whether the condition decides about files that could not be read.
    pub decides_failures: bool,
    /// Whether the condition uses a field that the documented profile lacks.
    pub needs_full_profile: bool,
}

impl Query {
    /// Parses a condition. The error says what is wrong, and points to it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} bytes"));
        }
        let expr = parse::parse(text).map_err(|wrong| wrong.pointed(text))?;
        let (mut decides_failures, mut needs_full_profile) = (false, false);
        expr.each(&mut |operand| {
            decides_failures |= *operand == Operand::Error;
            needs_full_profile |= operand.is_of_full_profile();
        });
        Ok(Self { expr, decides_failures, needs_full_profile })
    }
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
        // A long condition is shown only around the error, and without anything that acts on a terminal.
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
