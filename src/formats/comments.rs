//! The comments of a PostScript program [DSC 3.0]: a line for each, with a key and a value.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Table, key};
use crate::text;

/// Reads the lines.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    let mut at = 0;
    for line in bytes.as_slice().split(|byte| *byte == b'\n') {
        one(state, table, &part, bytes.up_to(at, line.len()));
        at += line.len() + 1;
    }
}

/// Makes a tag of a line, if a row has its key.
fn one<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: &Part<'a>, line: Bytes<'a>) -> Option<()> {
    let colon = memchr::memchr(b':', line.as_slice())?;
    let name = line.up_to(0, colon).as_slice();
    let row = table.rows().iter().find(|row| key(row.id).as_bytes() == name)?;
    let value = line.from(colon + 1);
    let value = value.strip_prefix(b" ").unwrap_or(value);
    let value = value.up_to(0, value.as_slice().trim_ascii_end().len());
    let shown =
        strings(value.as_slice(), state.cx).unwrap_or_else(|| text::marked(value.as_slice(), state.cx.arena));
    let count = value.len() as u64;
    let stored = Stored { part, bytes: value, at: part.position(value), format: Format::Text, count };
    emit::item(state, table, row, &stored, Item::of_word(shown.as_bytes()));
    Some(())
}

/// The texts of strings in parentheses, a line for each. `None` if there is anything beside them.
fn strings<'a>(value: &[u8], cx: &'a Context<'a>) -> Option<&'a str> {
    let (mut out, mut rest) = (Vec::new(), value);
    while !rest.is_empty() {
        if !out.is_empty() {
            out.push(b'\n');
        }
        let length = string(rest, &mut out)?;
        rest = rest.get(length..)?.trim_ascii_start();
    }
    (!value.is_empty()).then(|| text::marked(cx.arena.alloc_slice_copy(&out), cx.arena))
}

/// Reads a string [PLRM 3.2.2], and returns its length with its parentheses.
fn string(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let mut at = text.starts_with(b"(").then_some(1)?;
    let mut depth = 1u32;
    loop {
        let byte = *text.get(at)?;
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'\\' => {
                at += escape(text.get(at..)?, out)?;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
        out.push(byte);
    }
}

/// Reads what follows a backslash, and returns its length.
fn escape(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let digits = text.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    if let Some(digits) = text.get(..digits).filter(|digits| !digits.is_empty()) {
        out.push(digits.iter().fold(0u8, |code, digit| code.wrapping_mul(8).wrapping_add(digit - b'0')));
        return Some(digits.len());
    }
    out.push(match *text.first()? {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        other => other,
    });
    Some(1)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use crate::bytes::ByteOrder::Big;

    fn read(text: &[u8]) -> Vec<String> {
        let (tags, issues) = testing::read("PostScript.Main", Big, text);
        assert!(issues.is_empty());
        tags
    }

    #[test]
    fn values_may_be_strings() {
        for (line, expected) in [
            (&b"Title: text \r"[..], "Title=text"),
            (b"Title:(a\\050b\\)\\\\c)", "Title=a(b)\\c"),
            (b"Title: ((n) m)", "Title=(n) m"),
            (b"Title: (x) y", "Title=(x) y"),
            (b"Title: (never closed", "Title=(never closed"),
            (b"Title: ()", "Title="),
            (b"CreationDate: (7/18/05) (2:33 PM)", "CreateDate=7/18/05, 2:33 PM"),
            (b"AI9_ColorModel: 1", "AIColorModel=RGB|1"),
            (b"Title: \xe9", "Title=?"),
        ] {
            assert_eq!(read(line), [expected], "{line:?}");
        }
    }

    #[test]
    fn the_first_of_a_key_counts() {
        assert_eq!(read(b"Title: a\nPages: 1\nTitle: b\nUnknown: c\nFor\n"), ["Title=a", "Pages=1"]);
    }
}
