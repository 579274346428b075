//! The paths in a file's code: those imported by `use`, and those written out in place.

/// An imported path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    pub path: Vec<String>,
    /// Its name in this file.
    pub name: String,
    /// Whether others may import it from here.
    pub is_public: bool,
}

/// The imports of a piece of code, and all other paths in it.
pub(super) fn read(code: &str) -> (Vec<Import>, Vec<Vec<String>>) {
    let tokens = tokens(code);
    let (mut imports, mut paths) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).copied();
        // `use<'a>` is a bound.
        if *token == "use" && tokens.get(at + 1) != Some(&"<") {
            let is_public = matches!(before, Some("pub" | ")"));
            let end = tokens.iter().skip(at).position(|token| *token == ";").map_or(tokens.len(), |n| at + n);
            let mut tree = tokens.get(at + 1..end).unwrap_or_default();
            unfold(&[], &mut tree, is_public, &mut imports);
            at = end;
        } else if is_name(token) && !matches!(before, Some("::" | ".")) {
            let path = path(tokens.get(at..).unwrap_or_default());
            at += path.len() * 2 - 1;
            if path.len() > 1 {
                paths.push(path);
            }
        } else {
            at += 1;
        }
    }
    (imports, paths)
}

/// Splits code into names, `::`, and single characters for the rest.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_of_name(first) {
            rest.find(|sign| !is_of_name(sign)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(token);
        rest = behind.trim_start();
    }
    tokens
}

fn is_of_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn is_name(token: &str) -> bool {
    token.starts_with(|sign: char| is_of_name(sign) && !sign.is_numeric())
}

/// The path that begins here.
fn path(tokens: &[&str]) -> Vec<String> {
    let names = tokens.iter().step_by(2).zip(std::iter::once(&"::").chain(tokens.iter().skip(1).step_by(2)));
    names
        .take_while(|(name, sign)| is_name(name) && **sign == "::")
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

/// Consumes one tree of `use` from the front of `tokens` and returns its imports: `a::{b, c::d as e}`.
fn unfold(front: &[String], tokens: &mut &[&str], is_public: bool, imports: &mut Vec<Import>) {
    let mut path = front.to_vec();
    while let Some((token, rest)) = tokens.split_first() {
        match *token {
            "::" => *tokens = rest,
            "{" => {
                *tokens = rest;
                while tokens.first().is_some_and(|token| *token != "}") {
                    unfold(&path, tokens, is_public, imports);
                    if tokens.first() == Some(&",") {
                        *tokens = tokens.get(1..).unwrap_or_default();
                    }
                }
                *tokens = tokens.get(1..).unwrap_or_default();
                return;
            }
            "," | "}" => break,
            "as" => {
                let name = rest.first().copied().unwrap_or_default().to_owned();
                *tokens = rest.get(1..).unwrap_or_default();
                imports.push(Import { path, name, is_public });
                return;
            }
            name => {
                // `self` at the end is the module itself.
                if name != "self" || path.is_empty() {
                    path.push(name.to_owned());
                }
                *tokens = rest;
            }
        }
    }
    if let Some(name) = path.last().cloned() {
        imports.push(Import { path, name, is_public });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(code: &str) -> Vec<String> {
        let show = |import: Import| {
            let public = if import.is_public { "pub " } else { "" };
            format!("{public}{} as {}", import.path.join("::"), import.name)
        };
        read(code).0.into_iter().map(show).collect()
    }

    fn paths(code: &str) -> Vec<String> {
        read(code).1.into_iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn trees_are_unfolded() {
        assert_eq!(imports("use crate::a::B;"), ["crate::a::B as B"]);
        assert_eq!(
            imports("use crate::{a::{self, B as C}, d};"),
            ["crate::a as a", "crate::a::B as C", "crate::d as d"]
        );
        assert_eq!(imports("use super::*; pub use e::F;"), ["super::* as *", "pub e::F as F"]);
        assert_eq!(imports("pub(crate) use a::{b, c,};"), ["pub a::b as b", "pub a::c as c"]);
        assert_eq!(imports("use self::a::B;"), ["self::a::B as B"]);
    }

    #[test]
    fn paths_are_found_where_they_stand() {
        let code = "use a::b; fn c(d: &crate::e::F<'_>) -> impl G + use<'a> { h::i(super::J::K); l.m(); n }";
        assert_eq!(paths(code), ["crate::e::F", "h::i", "super::J::K"]);
        assert_eq!(paths("Vec::<crate::a::B>::new()"), ["crate::a::B"]);
    }
}
