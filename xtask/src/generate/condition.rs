//! The conditions of rows, as `src/exif/condition.rs` evaluates them.

/// A condition as a Rust expression; `None` if there is none.
pub fn parse(text: &str) -> Option<String> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let condition = any(&mut words)?;
    words.next().is_none().then_some(condition)
}

type Words<'t> = std::iter::Peekable<std::str::SplitWhitespace<'t>>;

/// Conditions joined by `or`.
fn any(words: &mut Words<'_>) -> Option<String> {
    list(words, "or", "Any", all)
}

/// Conditions joined by `and`.
fn all(words: &mut Words<'_>) -> Option<String> {
    list(words, "and", "All", one)
}

fn list(
    words: &mut Words<'_>,
    between: &str,
    variant: &str,
    part: impl Fn(&mut Words<'_>) -> Option<String>,
) -> Option<String> {
    let mut parts = vec![part(words)?];
    while words.next_if_eq(&between).is_some() {
        parts.push(part(words)?);
    }
    match parts.as_slice() {
        [part] => Some(part.clone()),
        parts => Some(format!("Condition::{variant}(&[{}])", parts.join(", "))),
    }
}

fn one(words: &mut Words<'_>) -> Option<String> {
    let word = words.next()?;
    let mut value = |operator| words.next_if_eq(&operator).and_then(|_| words.next());
    let condition = match word {
        "(" => {
            let inner = any(words)?;
            return (words.next()? == ")").then_some(inner);
        }
        "not" => format!("Not(&{})", one(words)?),
        "file" => "File".to_owned(),
        "cr2" => "Cr2".to_owned(),
        "ifd" => format!("Ifd({})", value("=")?.parse::<u16>().ok()?),
        "subifd" => format!("SubIfd({})", value("=")?.parse::<u16>().ok()?),
        "make" => format!("Make({:?})", value("~")?.replace('_', " ")),
        "model" => format!("Model({:?})", value("~")?.replace('_', " ")),
        "type" => format!("Type(FieldType::{})", value("=")?),
        "count" => format!("Count({})", value("=")?.parse::<u64>().ok()?),
        "compression" => format!("Register(Register::Compression, {})", value("=")?.parse::<i64>().ok()?),
        "subfile" => format!("Register(Register::Subfile, {})", value("=")?.parse::<i64>().ok()?),
        bytes => {
            let at = bytes.strip_prefix("bytes@")?.parse::<u64>().ok()?;
            format!("Bytes({at}, &{:?})", hex(value("=")?)?)
        }
    };
    Some(format!("Condition::{condition}"))
}

/// Parses bytes from hexadecimal digits.
pub fn hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}
