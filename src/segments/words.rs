//! Text of words and values: JPEG-HDR's, and the XML of Media Jukebox.

use super::items::{named, value};
use crate::bytes::Bytes;
use crate::formula::Item;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::Table;

/// What stands before the picture.
const MARK: &[u8] = b"~\0";
/// The key of the row for the picture.
const PICTURE: &[u8] = b"RatioImage";
/// How many values are read.
const MOST: usize = 256;

/// Reads the words of JPEG-HDR, `key=value`, and the ratio image behind them.
pub(super) fn hdr<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    // Like ExifTool, do not read a text that has no end.
    let Some(mark) = memchr::memmem::find(bytes.as_slice(), MARK) else { return };
    let text = bytes.up_to(0, mark);
    let mut at = 0;
    for word in text.as_slice().split(|byte| matches!(byte, b' ' | b',' | b'\n')).take(MOST) {
        let equals = memchr::memchr(b'=', word);
        if let Some((equals, row)) = equals.and_then(|at| Some((at, named(table, word.get(..at)?)?))) {
            let data = bytes.up_to(at + equals + 1, word.len() - equals - 1);
            value(state, table, &part, row, (data, Format::Text));
        }
        at += word.len() + 1;
    }
    if let Some(row) = named(table, PICTURE) {
        let picture = bytes.from(mark + MARK.len());
        let length = picture.len() as u64;
        let at = part.position(picture);
        let stored = Stored { part: &part, bytes: picture, at, format: Format::Undef, count: length };
        emit::unread(state, table, row, &stored, length);
    }
}

/// Reads elements of XML that hold text: `<key>value</key>`.
pub(super) fn elements<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let text = bytes.as_slice();
    let mut at = 0;
    for _ in 0..MOST {
        let Some(open) = memchr::memchr(b'<', text.get(at..).unwrap_or_default()).map(|open| at + open + 1)
        else {
            return;
        };
        let Some(close) =
            memchr::memchr(b'>', text.get(open..).unwrap_or_default()).map(|close| open + close)
        else {
            return;
        };
        let name = text.get(open..close).unwrap_or_default();
        let rest = text.get(close + 1..).unwrap_or_default();
        let length = memchr::memchr(b'<', rest).unwrap_or(rest.len());
        element(state, table, &part, name, bytes.up_to(close + 1, length));
        at = close + 1 + length;
    }
}

/// Makes a tag of an element that holds text. If no row has its name, the name is that of the tag.
fn element<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    name: &[u8],
    text: Bytes<'a>,
) {
    let is_word = name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if text.as_slice().trim_ascii().is_empty() || !is_word {
        return;
    }
    let (at, count) = (part.position(text), text.len() as u64);
    let stored = Stored { part, bytes: text, at, format: Format::Text, count };
    match named(table, name) {
        Some(row) if text.as_slice().contains(&b'&') => {
            emit::item(state, table, row, &stored, unescaped(state, text));
        }
        Some(row) => value(state, table, part, row, (text, Format::Text)),
        None => emit::named(state, table, (name, false), &stored),
    }
}

/// A text with its entities replaced [XML 1.0, 4.6].
fn unescaped<'a>(state: &State<'_, 'a>, text: Bytes<'a>) -> Item<'a> {
    let mut text = String::from_utf8_lossy(text.as_slice()).into_owned();
    // An ampersand may itself begin an entity, so it comes last.
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, letter);
    }
    Item::Text(state.cx.text(&text))
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{jpeg, tags};

    #[test]
    fn words_of_jpeg_hdr_and_its_picture() {
        let first = b"HDR_RI ver=11\n ln0=0.5, alp=1.0\n~\0more";
        let second = b"HDR_RI ext=2\n~\0evenmore";
        assert_eq!(
            tags(&jpeg(&[(11, first), (11, second)])),
            [
                "JPEG-HDR:JPEG-HDRVersion=11",
                "JPEG-HDR:Ln0=0.5",
                "JPEG-HDR:Alpha=1.0",
                "JPEG-HDR:RatioImage=(Binary data 12 bytes, use -b option to extract)",
            ]
        );
        assert_eq!(tags(&jpeg(&[(11, b"HDR_RI ver=")])), [""; 0]);
    }

    #[test]
    fn elements_of_media_jukebox() {
        let text = b"Media Jukebox\0\x01\0<MJMD><Name>A &amp;lt; B</Name><Date>41518.5</Date><Other>x</Other><Album>";
        assert_eq!(
            tags(&jpeg(&[(9, text)])),
            ["MediaJukebox:Name=A &lt; B", "MediaJukebox:Date=2013:09:01 12:00:00", "MediaJukebox:Other=x"]
        );
    }
}
