//! Parses the tokens of a condition.

use super::expr::Expr;
use super::lex::{Kind, Sign, Token, tokens};
use super::literal::Literal;
use super::names::Operand;
use super::wrong::Wrong;
use std::iter::Peekable;
use std::vec::IntoIter;

/// The deepest nesting of parentheses and `not`.
const DEEPEST: usize = 64;

/// Parses a condition.
pub(super) fn parse(text: &str) -> Result<Expr, Wrong> {
    let mut words = Words { tokens: tokens(text)?.into_iter().peekable(), end: text.trim_end().len() };
    let expr = any(&mut words, 0)?;
    match words.tokens.next() {
        None => Ok(expr),
        Some(Token { at, kind: Kind::Close }) => Err(Wrong::new(at, "no parenthesis is open here".into())),
        Some(Token { at, kind: Kind::Word("&&" | "&" | "||" | "|") }) => {
            Err(Wrong::new(at, "write `and` or `or`".into()))
        }
        Some(Token { at, .. }) => {
            let what = "`and` or `or` is wanted here; a value of several words stands in quotes";
            Err(Wrong::new(at, what.into()))
        }
    }
}

struct Words<'q> {
    tokens: Peekable<IntoIter<Token<'q>>>,
    /// The end of the condition.
    end: usize,
}

impl<'q> Words<'q> {
    /// The start of the next token.
    fn at(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |token| token.at)
    }

    /// Consumes this keyword if it comes next.
    fn takes(&mut self, keyword: &str) -> bool {
        self.tokens.next_if(|token| is_keyword(&token.kind, keyword)).is_some()
    }

    fn next(&mut self) -> Option<Kind<'q>> {
        self.tokens.next().map(|token| token.kind)
    }
}

fn is_keyword(kind: &Kind<'_>, keyword: &str) -> bool {
    matches!(kind, Kind::Word(word) if word.eq_ignore_ascii_case(keyword))
}

fn is_reserved(kind: &Kind<'_>) -> bool {
    ["and", "or", "not", "has", "contains"].iter().any(|keyword| is_keyword(kind, keyword))
}

fn any(words: &mut Words<'_>, depth: usize) -> Result<Expr, Wrong> {
    let first = all(words, depth)?;
    let mut parts = vec![first];
    while words.takes("or") {
        parts.push(all(words, depth)?);
    }
    Ok(if parts.len() > 1 { Expr::Any(parts) } else { alone(parts) })
}

fn all(words: &mut Words<'_>, depth: usize) -> Result<Expr, Wrong> {
    let mut parts = vec![not(words, depth)?];
    while words.takes("and") {
        parts.push(not(words, depth)?);
    }
    Ok(if parts.len() > 1 { Expr::All(parts) } else { alone(parts) })
}

/// Unwraps a single part.
fn alone(mut parts: Vec<Expr>) -> Expr {
    parts.pop().unwrap_or(Expr::All(parts))
}

fn not(words: &mut Words<'_>, depth: usize) -> Result<Expr, Wrong> {
    let at = words.at();
    if depth > DEEPEST {
        return Err(Wrong::new(
            at,
            format!("more than {DEEPEST} parentheses and `not`s are inside one another"),
        ));
    }
    if words.takes("not") {
        return Ok(Expr::Not(Box::new(not(words, depth + 1)?)));
    }
    if words.tokens.next_if(|token| token.kind == Kind::Open).is_none() {
        return test(words);
    }
    let inner = any(words, depth + 1)?;
    let at_close = words.at();
    match words.next() {
        Some(Kind::Close) => Ok(inner),
        None => Err(Wrong::new(at, "this parenthesis is not closed".into())),
        Some(_) => Err(Wrong::new(at_close, "`and`, `or` or a closing parenthesis is wanted here".into())),
    }
}

fn test(words: &mut Words<'_>) -> Result<Expr, Wrong> {
    if words.takes("has") {
        return Ok(Expr::Has(operand(words)?));
    }
    let operand = operand(words)?;
    let at = words.at();
    let sign = match words.tokens.peek().map(|token| &token.kind) {
        Some(Kind::Sign(sign)) => *sign,
        Some(kind) if is_keyword(kind, "contains") => Sign::Contains,
        // A code may follow directly.
        Some(kind @ (Kind::Word(_) | Kind::Text(_)))
            if matches!(operand, Operand::Issue | Operand::Error) && !is_reserved(kind) =>
        {
            let value = value(words)?;
            return Ok(Expr::Test(operand, Sign::Equal, Literal::new(value)));
        }
        _ => return Ok(Expr::Has(operand)),
    };
    words.next();
    let value_at = words.at();
    let literal = Literal::new(value(words)?);
    fits(&operand, sign, &literal)
        .map_err(|(is_value, what)| Wrong::new(if is_value { value_at } else { at }, what))?;
    Ok(Expr::Test(operand, sign, literal))
}

fn operand(words: &mut Words<'_>) -> Result<Operand, Wrong> {
    let at = words.at();
    let named = match words.next() {
        Some(kind) if is_reserved(&kind) => Err("a name is wanted here, not this keyword".to_owned()),
        Some(Kind::Word(name)) => Operand::named(name),
        Some(Kind::Text(_)) => Err("a name is wanted here; names stand without quotes".into()),
        Some(_) | None => Err("the name of a field is wanted here".into()),
    };
    named.map_err(|what| Wrong::new(at, what))
}

fn value(words: &mut Words<'_>) -> Result<String, Wrong> {
    let at = words.at();
    match words.next() {
        Some(kind) if is_reserved(&kind) => {
            Err(Wrong::new(at, "a value is wanted here; a keyword as a value stands in quotes".into()))
        }
        Some(Kind::Word(word)) => Ok(word.to_owned()),
        Some(Kind::Text(text)) => Ok(text),
        Some(_) | None => Err(Wrong::new(at, "a value is wanted here".into())),
    }
}

/// Whether the comparison can ever hold; if not, why, and whether the value or the operator is to blame.
fn fits(operand: &Operand, sign: Sign, literal: &Literal) -> Result<(), (bool, String)> {
    let is_of_text = matches!(sign, Sign::Like | Sign::Contains);
    if operand.is_number() {
        if is_of_text {
            return Err((false, "this is a number: compare it with = != < <= > >=".into()));
        }
        if literal.number.is_none() {
            return Err((true, "a number is wanted here".into()));
        }
    }
    if operand.is_date() && !is_of_text && sign != Sign::Exact && literal.period.is_none() {
        return Err((
            true,
            "a date is wanted here, such as 2026, 2026-01-31 or 2026-01-31T12:00+01:00".into(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title() -> Expr {
        parse("Title").unwrap()
    }

    #[test]
    fn not_binds_closer_than_and_and_and_closer_than_or() {
        let (a, b, c) = (parse("Title").unwrap(), parse("City").unwrap(), parse("Make").unwrap());
        let expected = Expr::Any(vec![a.clone(), Expr::All(vec![Expr::Not(Box::new(b.clone())), c.clone()])]);
        assert_eq!(parse("Title or not City and Make"), Ok(expected.clone()));
        assert_eq!(parse("title OR (NOT city AND has make)"), Ok(expected));
        assert_eq!(parse("(Title or City) and Make"), Ok(Expr::All(vec![Expr::Any(vec![a, b]), c])));
        assert_eq!(parse("not not Title"), Ok(Expr::Not(Box::new(Expr::Not(Box::new(title()))))));
    }

    #[test]
    fn codes_follow_at_once_or_a_sign() {
        assert_eq!(parse("issue offset-assumed"), parse("issue = offset-assumed"));
        assert_eq!(parse("error or Title"), Ok(Expr::Any(vec![Expr::Has(Operand::Error), title()])));
        assert_eq!(parse("has issue"), parse("issue"));
    }

    #[test]
    fn mistakes_are_told_where_they_stand() {
        for (text, at, what) in [
            ("", 0, "name"),
            ("Title =", 7, "value"),
            ("Title = and", 8, "quotes"),
            ("Title = a b", 10, "quotes"),
            ("(Title", 0, "not closed"),
            ("(Title City)", 7, "closing"),
            ("Title)", 5, "open"),
            ("Title && City", 6, "`and`"),
            ("and Title", 0, "keyword"),
            ("\"Title\" = x", 0, "without quotes"),
            ("Rating >= four", 10, "number"),
            ("Rating contains 4", 7, "number"),
            ("file.width ~ 4*", 11, "number"),
            ("DateTimeOriginal < yesterday", 19, "date"),
            ("= 4", 0, "name"),
            ("Title and", 9, "name"),
            ("Nonsense123", 0, "Nonsense123"),
        ] {
            let wrong = parse(text).unwrap_err();
            assert_eq!(wrong.at, at, "{text}: {wrong:?}");
            assert!(wrong.what.contains(what), "{text}: {wrong:?}");
        }
    }
}
