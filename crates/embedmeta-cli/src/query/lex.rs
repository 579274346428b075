//! The tokens of a condition.

use super::wrong::Wrong;

/// A token of a condition, and the byte at which it starts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'q> {
    pub at: usize,
    pub kind: Kind<'q>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind<'q> {
    /// A name, a keyword or a value without quotes.
    Word(&'q str),
    /// The content of a quoted text.
    Text(String),
    /// `=`, `<=`, …
    Sign(Sign),
    Open,
    Close,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Exact,
    Differs,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Like,
    Contains,
}

/// Longer ones come first, so that `<=` is not read as `<` and `=`.
const SIGNS: &[(&str, Sign)] = &[
    ("==", Sign::Exact),
    ("!=", Sign::Differs),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("=", Sign::Equal),
    ("<", Sign::Less),
    (">", Sign::Greater),
    ("~", Sign::Like),
];

/// The tokens of `text` in order.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Wrong> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let (kind, behind) = match first {
            '(' => (Kind::Open, rest.get(1..)),
            ')' => (Kind::Close, rest.get(1..)),
            '"' | '\'' => {
                let (text, behind) = quoted(rest, first).ok_or_else(|| {
                    Wrong::new(at, format!("the text that begins here has no closing {first}"))
                })?;
                (Kind::Text(text), Some(behind))
            }
            _ => match SIGNS.iter().find_map(|(sign, kind)| Some((*kind, rest.strip_prefix(sign)?))) {
                Some((sign, behind)) => (Kind::Sign(sign), Some(behind)),
                None if first == '!' => return Err(Wrong::new(at, "`!` is written `not`, or `!=`".into())),
                None => {
                    let end = rest.find(ends_word).unwrap_or(rest.len());
                    let (word, behind) = rest.split_at(end);
                    (Kind::Word(word), Some(behind))
                }
            },
        };
        tokens.push(Token { at, kind });
        rest = behind.unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"' | '\'' | '=' | '<' | '>' | '~' | '!')
}

/// The quoted text at the start of `rest`, and the text after it. A backslash escapes the next character.
fn quoted(rest: &str, quote: char) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = rest.chars();
    chars.next();
    loop {
        match chars.next()? {
            '\\' => text.push(chars.next()?),
            c if c == quote => return Some((text, chars.as_str())),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_texts_need_no_blanks_between_them() {
        let kinds = |text| tokens(text).unwrap().into_iter().map(|token| token.kind).collect::<Vec<_>>();
        assert_eq!(
            kinds("(Rating>=4)or Make=\"a \\\"b\""),
            [
                Kind::Open,
                Kind::Word("Rating"),
                Kind::Sign(Sign::AtLeast),
                Kind::Word("4"),
                Kind::Close,
                Kind::Word("or"),
                Kind::Word("Make"),
                Kind::Sign(Sign::Equal),
                Kind::Text("a \"b".into()),
            ]
        );
        assert_eq!(kinds("d < 2020-01-01T12:00:00+01:00").len(), 3);
        assert_eq!(kinds("x ~ 'ü*'")[2], Kind::Text("ü*".into()));
        assert_eq!(kinds("  "), []);
    }

    #[test]
    fn what_is_not_closed_says_where_it_began() {
        for (text, at) in [("Make = \"abc", 7), ("Make = 'a\\'", 7), ("! Make", 0), ("\"\\", 0)] {
            assert_eq!(tokens(text).unwrap_err().at, at, "{text}");
        }
    }
}
