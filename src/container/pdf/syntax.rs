//! PDF objects, parsed in place: no tree is built [ISO 32000-1 7.2, 7.3].

use crate::bytes::Bytes;

/// An object. Only the types that lead to the metadata are distinguished.
#[derive(Clone, Copy, Debug)]
pub(super) enum Object<'a> {
    /// A reference to another object, by its number.
    Reference(u64),
    Integer(u64),
    Name(Bytes<'a>),
    /// The text between the brackets.
    Array(Bytes<'a>),
    Dict(Dict<'a>),
    /// The text of a string, a real number or a keyword.
    Other(Bytes<'a>),
}

/// The text between `<<` and `>>`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dict<'a>(Bytes<'a>);

impl<'a> Dict<'a> {
    /// The value of a key.
    pub fn get(self, key: &[u8]) -> Option<Object<'a>> {
        let mut at = 0;
        loop {
            let (Object::Name(name), next) = object(self.0, at)? else { return None };
            let (value, next) = object(self.0, next)?;
            if name.as_slice() == key {
                return Some(value);
            }
            at = next;
        }
    }

    /// The keys, and their values.
    pub fn entries(self) -> impl Iterator<Item = (Bytes<'a>, Object<'a>)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (Object::Name(name), next) = object(self.0, at)? else { return None };
            let (value, next) = object(self.0, next)?;
            at = next;
            Some((name, value))
        })
    }

    /// The keyword under a key, such as `true`.
    pub fn word(self, key: &[u8]) -> Option<Bytes<'a>> {
        match self.get(key)? {
            Object::Other(text) => Some(text),
            _ => None,
        }
    }

    /// The integer under a key.
    pub fn integer(self, key: &[u8]) -> Option<u64> {
        match self.get(key)? {
            Object::Integer(number) => Some(number),
            _ => None,
        }
    }
}

/// The objects in an array.
pub(super) fn items(inside: Bytes<'_>) -> impl Iterator<Item = Object<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (item, next) = object(inside, at)?;
        at = next;
        Some(item)
    })
}

/// The object at or after `at`, and the position after it.
pub(super) fn object(bytes: Bytes<'_>, at: usize) -> Option<(Object<'_>, usize)> {
    let (token, start, next) = token(bytes, at)?;
    let found = match token {
        Token::Integer(number) => return Some(reference(bytes, number, next)),
        Token::Name => Object::Name(bytes.get(start + 1, next.checked_sub(start)?.checked_sub(1)?)?),
        Token::OpenDict | Token::OpenArray => {
            let (end, next) = close(bytes, next)?;
            let inside = bytes.get(next_of(token, start), end.checked_sub(next_of(token, start))?)?;
            let found =
                if token == Token::OpenDict { Object::Dict(Dict(inside)) } else { Object::Array(inside) };
            return Some((found, next));
        }
        Token::Close => return None,
        Token::Other => Object::Other(bytes.get(start, next.checked_sub(start)?)?),
    };
    Some((found, next))
}

/// If the token at or after `at` is `word`, the position after it.
pub(super) fn word(bytes: Bytes<'_>, at: usize, word: &[u8]) -> Option<usize> {
    let (_, start, next) = token(bytes, at)?;
    (bytes.get(start, next.checked_sub(start)?)?.as_slice() == word).then_some(next)
}

/// A number, or a reference if another number and an `R` follow.
fn reference(bytes: Bytes<'_>, number: u64, next: usize) -> (Object<'_>, usize) {
    let rest = || {
        let (Token::Integer(_), _, after) = token(bytes, next)? else { return None };
        word(bytes, after, b"R")
    };
    match rest() {
        Some(next) => (Object::Reference(number), next),
        None => (Object::Integer(number), next),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    OpenDict,
    OpenArray,
    /// `>>` or `]`
    Close,
    Name,
    Integer(u64),
    Other,
}

fn next_of(open: Token, start: usize) -> usize {
    if open == Token::OpenDict { start + 2 } else { start + 1 }
}

/// The position of the bracket that closes the one open at `at`, and the position after it.
fn close(bytes: Bytes<'_>, mut at: usize) -> Option<(usize, usize)> {
    let mut depth = 1u32;
    loop {
        let (token, start, next) = token(bytes, at)?;
        match token {
            Token::OpenDict | Token::OpenArray => depth = depth.checked_add(1)?,
            Token::Close => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some((start, next));
        }
        at = next;
    }
}

/// The token at or after `at`, its start and its end. `None` if the bytes end within it.
fn token(bytes: Bytes<'_>, at: usize) -> Option<(Token, usize, usize)> {
    let start = skip_blanks(bytes, at)?;
    let found = match bytes.u8(start)? {
        b'<' if bytes.u8(start + 1)? == b'<' => (Token::OpenDict, start + 2),
        b'<' => (Token::Other, start + 1 + memchr::memchr(b'>', bytes.from(start).as_slice())?),
        b'>' if bytes.u8(start + 1)? == b'>' => (Token::Close, start + 2),
        b'[' => (Token::OpenArray, start + 1),
        b']' => (Token::Close, start + 1),
        b'(' => (Token::Other, string(bytes, start + 1)?),
        b'/' => (Token::Name, regular(bytes, start + 1)),
        b'>' | b')' | b'{' | b'}' => (Token::Other, start + 1),
        _ => {
            let end = regular(bytes, start);
            let text = bytes.get(start, end - start)?.as_slice();
            let number = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
            (number.map_or(Token::Other, Token::Integer), end)
        }
    };
    Some((found.0, start, found.1))
}

/// The position after the parenthesis that closes a string [ISO 32000-1 7.3.4.2].
fn string(bytes: Bytes<'_>, mut at: usize) -> Option<usize> {
    let mut depth = 1u32;
    while depth > 0 {
        match bytes.u8(at)? {
            b'\\' => at += 1,
            b'(' => depth = depth.checked_add(1)?,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    Some(at)
}

/// Skips white space and comments.
fn skip_blanks(bytes: Bytes<'_>, mut at: usize) -> Option<usize> {
    loop {
        match bytes.u8(at)? {
            byte if is_blank(byte) => at += 1,
            b'%' => at += memchr::memchr2(b'\r', b'\n', bytes.from(at).as_slice())?,
            _ => return Some(at),
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// The end of a run of regular characters [ISO 32000-1 7.2.2].
fn regular(bytes: Bytes<'_>, at: usize) -> usize {
    let special = |byte: &u8| is_blank(*byte) || b"()<>[]{}/%".contains(byte);
    let rest = bytes.from(at);
    at + rest.as_slice().iter().position(special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dict(text: &[u8]) -> Option<Dict<'_>> {
        match object(Bytes::new(text, 0), 0)? {
            (Object::Dict(dict), _) => Some(dict),
            _ => None,
        }
    }

    #[test]
    fn values_of_all_kinds() {
        let found =
            dict(b"<</A 1/B 2 0 R/C[1<</D 3>>]% no /E 9\n/E(/F 4 \\) (5))/F<2f46>/G -1.5/H/I/J<</K 6>>>>")
                .unwrap();
        assert_eq!(found.integer(b"A"), Some(1));
        assert!(matches!(found.get(b"B"), Some(Object::Reference(2))));
        assert!(matches!(found.get(b"C"), Some(Object::Array(inside)) if inside.as_slice() == b"1<</D 3>>"));
        assert!(found.get(b"D").is_none() && found.get(b"K").is_none());
        assert!(matches!(found.get(b"E"), Some(Object::Other(_))));
        assert!(matches!(found.get(b"G"), Some(Object::Other(_))));
        assert!(matches!(found.get(b"H"), Some(Object::Name(name)) if name.as_slice() == b"I"));
        assert!(matches!(found.get(b"J"), Some(Object::Dict(inside)) if inside.integer(b"K") == Some(6)));
    }

    #[test]
    fn nesting_is_no_recursion() {
        let deep = [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat();
        assert!(matches!(object(Bytes::new(&deep, 0), 0), Some((Object::Array(_), 2_000_000))));
        assert!(object(Bytes::new(&deep[..1_500_000], 0), 0).is_none());
        assert!(dict(b"<< /A (never closed >>").is_none());
    }
}
