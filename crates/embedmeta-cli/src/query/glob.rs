//! Patterns with `*` for any run of characters and `?` for one character.

use std::str::Chars;

/// Whether the pattern matches the whole text, ignoring case.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // Where to continue if the last star takes one more character; earlier stars need no retry.
    let mut retry: Option<(Chars<'_>, Chars<'_>)> = None;
    loop {
        let mut rest = pattern.clone();
        match (rest.next(), text.clone().next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                retry = Some((rest.clone(), text.clone()));
                pattern = rest;
            }
            (Some(wanted), Some(sign)) if wanted == '?' || is_same(wanted, sign) => {
                pattern = rest;
                text.next();
            }
            _ => {
                let Some((behind, from)) = &mut retry else { return false };
                if from.next().is_none() {
                    return false;
                }
                pattern = behind.clone();
                text = from.clone();
            }
        }
    }
}

fn is_same(a: char, b: char) -> bool {
    a.eq_ignore_ascii_case(&b) || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase().eq(b.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_take_any_run_and_question_marks_one_sign() {
        for (pattern, text) in [
            ("*", ""),
            ("", ""),
            ("eos*", "EOS 5D"),
            ("*5d", "EOS 5D"),
            ("*a*b*c", "xxaabbxbxc"),
            ("?ü*", "1Ü2"),
            ("a**b", "ab"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("?", ""), ("eos*", "Canon EOS"), ("*ab", "abb"), ("a?c", "ac")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        assert!(!matches(&("*a".repeat(50) + "b"), &"a".repeat(20_000)));
    }
}
