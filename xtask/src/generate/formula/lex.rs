//! The tokens of a formula.

/// A part of a formula's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Int(i64),
    Real(f64),
    /// A text as it is written between double quotes, with its escapes.
    Text(String),
    /// A text between single quotes, which has no escapes but of the quote and of the backslash.
    Plain(String),
    /// A name or a word of the language.
    Word(String),
    /// A regular expression and its flags.
    Pattern(String, String),
    /// An operator or another sign.
    Sign(&'static str),
}

/// The longer ones first.
const SIGNS: &[&str] = &[
    "<<", ">>", "<=", ">=", "==", "!=", "!~", "=~", "&&", "||", "+=", "-=", "^", "-", "~", "!", "*", "/",
    "%", "+", ".", "<", ">", "&", "|", "?", ":", "(", ")", "[", "]", ",", "=", ";",
];

/// Words after which a value is to come, as after an operator.
const OPERATORS: &[&str] =
    &["and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "if", "defined", "text", "length"];

/// Splits a formula into its tokens.
pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let wants_value = match tokens.last() {
            None => true,
            Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]"),
            Some(Token::Word(word)) => OPERATORS.contains(&word.as_str()),
            Some(_) => false,
        };
        let (token, behind) = match first {
            '"' | '\'' => quoted(rest, first)?,
            '/' if wants_value => pattern(rest)?,
            '0'..='9' => number(rest)?,
            '.' if wants_value && rest[1..].starts_with(|next: char| next.is_ascii_digit()) => number(rest)?,
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Token::Word(rest[..end].to_owned()), &rest[end..])
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| format!("what is {rest:?}?"))?;
                (Token::Sign(sign), &rest[sign.len()..])
            }
        };
        tokens.push(token);
        rest = behind.trim_start();
    }
    Ok(tokens)
}

/// Where an unescaped sign ends what began.
fn end_of(text: &str, sign: char) -> Option<usize> {
    let mut is_escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == sign => return Some(place),
            _ => {}
        }
    }
    None
}

fn quoted(text: &str, quote: char) -> Result<(Token, &str), String> {
    let inside = &text[1..];
    let end = end_of(inside, quote).ok_or_else(|| format!("the text has no end: {text}"))?;
    let content = inside[..end].to_owned();
    let token = if quote == '"' { Token::Text(content) } else { Token::Plain(content) };
    Ok((token, &inside[end + 1..]))
}

fn pattern(text: &str) -> Result<(Token, &str), String> {
    let inside = &text[1..];
    // A slash in a class ends nothing, but no pattern has one there.
    let end = end_of(inside, '/').ok_or_else(|| format!("the pattern has no end: {text}"))?;
    let behind = &inside[end + 1..];
    let flags = behind.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(behind.len());
    Ok((Token::Pattern(inside[..end].to_owned(), behind[..flags].to_owned()), &behind[flags..]))
}

fn number(text: &str) -> Result<(Token, &str), String> {
    let wrong = || format!("no such number: {text}");
    if let Some(digits) = text.strip_prefix("0x") {
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        let number = i64::from_str_radix(&digits[..end], 16).map_err(|_| wrong())?;
        return Ok((Token::Int(number), &digits[end..]));
    }
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    let mut is_real = false;
    if text[end..].starts_with('.') && digits(end + 1) > 0 {
        is_real = true;
        end += 1 + digits(end + 1);
    }
    if text[end..].starts_with(['e', 'E']) {
        let signed = usize::from(text[end + 1..].starts_with(['-', '+']));
        if digits(end + 1 + signed) > 0 {
            is_real = true;
            end += 1 + signed + digits(end + 1 + signed);
        }
    }
    let token = if is_real {
        Token::Real(text[..end].parse().map_err(|_| wrong())?)
    } else {
        Token::Int(text[..end].parse().map_err(|_| wrong())?)
    };
    Ok((token, &text[end..]))
}

/// The bytes of a text that has escapes.
pub fn unescaped(text: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.extend(c.to_string().bytes());
            continue;
        }
        out.push(match rest.next() {
            Some('0') => 0,
            Some('n') => b'\n',
            Some('r') => b'\r',
            Some('t') => b'\t',
            Some('x') => {
                let digits: String = rest.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16).map_err(|_| format!("\\x without two digits in {text:?}"))?
            }
            Some(c) if c.is_ascii_punctuation() => c.to_string().into_bytes()[0],
            other => return Err(format!("no such escape in {text:?}: {other:?}")),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_divides_or_begins_a_pattern() {
        let pattern = |text: &str| Token::Pattern(text.to_owned(), "i".to_owned());
        let x = Token::Word("x".to_owned());
        assert_eq!(
            tokens("x/2 ~ /a\\/b/i").unwrap(),
            [x.clone(), Token::Sign("/"), Token::Int(2), Token::Sign("~"), pattern("a\\/b")]
        );
        assert_eq!(tokens("x / 1e-5").unwrap(), [x, Token::Sign("/"), Token::Real(1e-5)]);
        assert_eq!(tokens("0x1f .5").unwrap()[0], Token::Int(31));
        assert!(tokens("\"open").is_err() && tokens("x $ 2").is_err());
    }

    #[test]
    fn escapes_are_bytes() {
        assert_eq!(unescaped("a\\0\\xff\\n\\\"").unwrap(), [b'a', 0, 255, b'\n', b'"']);
        assert!(unescaped("\\q").is_err());
    }
}
