//! What a condition of a way into maker notes requires of the first byte, so that most need not be evaluated.

/// The text that a condition looks at from its start, and the bytes with which it may begin.
#[derive(Debug, PartialEq, Eq)]
pub struct First {
    pub subject: &'static str,
    pub bytes: Vec<u8>,
}

/// What a condition requires before all else. None where that is not plain to see.
pub fn first(when: &str) -> Option<First> {
    let (subject, rest) = [("Make", "Make "), ("Bytes", "bytes ")]
        .into_iter()
        .find_map(|(subject, word)| Some((subject, when.strip_prefix(word)?)))?;
    if let Some(text) = rest.strip_prefix("eq \"") {
        let (text, after) = text.split_once('"')?;
        return is_and(after).then(|| First { subject, bytes: text.bytes().take(1).collect() });
    }
    let pattern = rest.strip_prefix("~ /^")?;
    let end =
        pattern.char_indices().find(|(at, letter)| *letter == '/' && !pattern[..*at].ends_with('\\'))?.0;
    let (pattern, after) = (&pattern[..end], &pattern[end + 1..]);
    let after = after.strip_prefix('s').unwrap_or(after);
    if !is_and(after) {
        return None;
    }
    let alternatives = match pattern.strip_prefix('(') {
        Some(rest) => {
            let (group, rest) = rest.split_once(')')?;
            if rest.starts_with(['?', '*', '{']) || rest.contains('|') || group.contains('(') {
                return None;
            }
            group
        }
        None if pattern.contains('|') => return None,
        None => pattern,
    };
    let bytes = alternatives.split('|').map(literal).collect::<Option<Vec<u8>>>()?;
    Some(First { subject, bytes })
}

/// Whether what follows only adds to the requirement.
fn is_and(after: &str) -> bool {
    after.is_empty() || after.starts_with(" and ") && (!after.contains(" or ") || after.starts_with(" and ("))
}

/// The byte with which a pattern begins, if it is a single one.
fn literal(pattern: &str) -> Option<u8> {
    let (byte, len) = match pattern.as_bytes() {
        [b'\\', b'0', ..] => (0, 2),
        [b'\\', b'x', ..] => (u8::from_str_radix(pattern.get(2..4)?, 16).ok()?, 4),
        [byte, ..] if byte.is_ascii_alphanumeric() => (*byte, 1),
        _ => return None,
    };
    let is_sure = !pattern[len..].starts_with(['?', '*', '{', '|']);
    is_sure.then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_found_where_they_are_plain() {
        let of = |when| first(when).map(|first| (first.subject, first.bytes));
        assert_eq!(of(r"bytes ~ /^Apple iOS\0/"), Some(("Bytes", b"A".to_vec())));
        assert_eq!(of(r"Make ~ /^CASIO/ and bytes !~ /^(QVC|DCI)\0/"), Some(("Make", b"C".to_vec())));
        assert_eq!(of(r"bytes ~ /^(FUJIFILM|GENERALE)/"), Some(("Bytes", b"FG".to_vec())));
        assert_eq!(of(r#"Make eq "DJI" and x"#), Some(("Make", b"D".to_vec())));
        assert_eq!(of(r"bytes ~ /^\x01\0/s"), Some(("Bytes", vec![1])));
        for when in [
            r"bytes ~ /^.{8}a/s or x",
            r"Make ~ /^a/i",
            r"Make ~ /a/",
            r"bytes ~ /^a/ or Make eq 'b'",
            "x",
            "bytes ~ /^a?/",
            "Make ~ /^(a )?b/",
            "Make ~ /^(a)|b/",
        ] {
            assert_eq!(of(when), None, "{when}");
        }
    }
}
