//! The JSON in JUMBF boxes [RFC 8259], as far as it becomes tags: names with their values, in the order of the text.

use std::borrow::Cow;

/// How deep values may be nested.
const DEPTH: usize = 32;
/// The most values of one text.
const MOST: usize = 4096;

/// A value that is shown.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Text(Cow<'a, str>),
    /// A number as it is written, `true`, `false` or `null`.
    Word(&'a str),
}

/// The values of a text with their names: the keys on the way to each, joined. `None` if it is no JSON.
pub(super) fn values(text: &str) -> Option<Vec<(String, Scalar<'_>)>> {
    let mut reader = Reader { text, at: 0, path: String::new(), found: Vec::new() };
    reader.value(DEPTH)?;
    reader.blanks();
    (reader.at == text.len()).then_some(reader.found)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    path: String,
    found: Vec<(String, Scalar<'a>)>,
}

impl<'a> Reader<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Takes this byte behind blanks, if it is there.
    fn take(&mut self, wanted: u8) -> Option<()> {
        self.blanks();
        (self.byte()? == wanted).then(|| self.at += 1)
    }

    /// Reads a value, which may be nested so deep. The recursion ends with this number.
    fn value(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.blanks();
        match self.byte()? {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => {
                let text = self.string()?;
                self.push(Scalar::Text(text))
            }
            _ => {
                let rest = self.text.get(self.at..)?;
                let is_word = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
                let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
                let word = rest.get(..length)?;
                let is_known = matches!(word, "true" | "false" | "null") || word.parse::<f64>().is_ok();
                self.at += length;
                if is_known { self.push(Scalar::Word(word)) } else { None }
            }
        }
    }

    fn push(&mut self, value: Scalar<'a>) -> Option<()> {
        (self.found.len() < MOST).then(|| self.found.push((self.path.clone(), value)))
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.take(b':')?;
            let before = self.path.len();
            push_name(&mut self.path, &key);
            self.value(depth)?;
            self.path.truncate(before);
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        self.take(b'[')?;
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.take(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..)?;
            let end = rest.find(['"', '\\'])?;
            let plain = rest.get(..end)?;
            text = if text.is_empty() { Cow::Borrowed(plain) } else { text + plain };
            self.at += end + 1;
            if rest.as_bytes().get(end) == Some(&b'"') {
                return Some(text);
            }
            let letter = self.escaped()?;
            text.to_mut().push(letter);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let letter = self.byte()?;
        self.at += 1;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if (0xd800..0xdc00).contains(&first) && self.text.get(self.at..)?.starts_with("\\u") {
                    self.at += 2;
                    let second = self.unit()?;
                    let units = char::decode_utf16([first, second]).next()?;
                    return Some(units.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..)?.get(..4)?;
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }
}

/// Appends a key to a name, with a capital. A colon becomes an underscore, and other signs are left out.
pub(super) fn push_name(name: &mut String, key: &str) {
    let mut is_start = true;
    for letter in key.chars() {
        let letter = if letter == ':' { '_' } else { letter };
        if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') {
            name.push(if is_start { letter.to_ascii_uppercase() } else { letter });
            is_start = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<Vec<(String, String)>> {
        let value = |value| match value {
            Scalar::Text(text) => text.into_owned(),
            Scalar::Word(word) => word.to_owned(),
        };
        Some(values(text)?.into_iter().map(|(name, found)| (name, value(found))).collect())
    }

    #[test]
    fn names_are_the_keys_on_the_way() {
        let found = shown(r#"{"a":1,"bC":{"d":"e","f":[1,2,{"g":-3.5e1}]},"dc:title":"\u00e9\n","@n":null}"#);
        let expected = [
            ("A", "1"),
            ("BCD", "e"),
            ("BCF", "1"),
            ("BCF", "2"),
            ("BCFG", "-3.5e1"),
            ("Dc_title", "\u{e9}\n"),
            ("N", "null"),
        ];
        let found = found.unwrap();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in ["", "{", r#"{"a":1"#, "[1,]", "word", r#""\x""#, r#""open"#, "[1] 2", r#""\ud800"#] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(shown(&"[".repeat(100_000)), None);
        assert_eq!(shown(r#""\ud83d\ude00""#), Some(vec![(String::new(), "\u{1f600}".to_owned())]));
    }
}
