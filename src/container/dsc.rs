//! The DSC comments of a PostScript program, and the size that they state [DSC 3.0].

use super::scan::Scan;
use memchr::memmem;

/// How much is searched at the start of the program, and at its end if the header says `(atend)`.
const SEARCHED: usize = 32 * 1024;

const BOUNDING_BOX: &[u8] = b"%%BoundingBox:";
const EXACT_BOX: &[u8] = b"%%HiResBoundingBox:";
/// Photoshop's own comment. It begins with the width and the height in pixels.
const IMAGE_DATA: &[u8] = b"%ImageData:";
/// An embedded document begins here, with DSC comments of its own [DSC 3.0, 5.3].
const DOCUMENT: &[u8] = b"%%BeginDocument";
/// The value of a comment that is deferred to the trailer [DSC 3.0, 4.6].
const AT_END: &[u8] = b"atend";

/// The width and height of the picture that the program from `start` to `end` draws: the pixels of Photoshop's image
/// if they are stated, else the bounding box in whole points.
pub(super) fn size(scan: &mut Scan<'_>, start: u64, end: u64) -> Option<(u32, u32)> {
    let header = own(window(scan, start, end)?);
    if let Some(size) = values(header, IMAGE_DATA).find_map(pixels) {
        return Some(size);
    }
    let stated = |key: &'static [u8]| values(header, key).find_map(stated);
    match stated(BOUNDING_BOX).or_else(|| stated(EXACT_BOX))? {
        Stated::Here(size) => Some(size),
        Stated::AtEnd => {
            let trailer = window(scan, end.saturating_sub(SEARCHED as u64).max(start), end)?;
            // If a comment is repeated, use the first in the header and the last in the trailer [DSC 3.0, 4.6].
            let last = |key: &'static [u8]| values(trailer, key).filter_map(points).last();
            last(BOUNDING_BOX).or_else(|| last(EXACT_BOX))
        }
    }
}

/// What a comment in the header says about the size.
enum Stated {
    Here((u32, u32)),
    AtEnd,
}

/// `None` if the comment cannot be understood.
fn stated(comment: &[u8]) -> Option<Stated> {
    let at_end = || memmem::find(comment, AT_END).map(|_| Stated::AtEnd);
    points(comment).map(Stated::Here).or_else(at_end)
}

/// The bytes from `from` up to `end`, but no more than are searched.
fn window<'s>(scan: &'s mut Scan<'_>, from: u64, end: u64) -> Option<&'s [u8]> {
    let least = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX).min(SEARCHED);
    Some(scan.window(from, least)?.up_to(0, least).as_slice())
}

/// How many comments are gathered, the longest line of them, and the sum of their lengths.
const MOST_COMMENTS: usize = 1024;
const LONGEST_LINE: usize = 4096;
const MOST_GATHERED: usize = 256 * 1024;

/// What encloses other documents and data, whose comments are not those of the program.
const ENCLOSURES: [(&[u8], &[u8]); 4] = [
    (DOCUMENT, b"%%EndDocument"),
    (b"%%BeginBinary", b"%%EndBinary"),
    (b"%BeginPhotoshop", b"%EndPhotoshop"),
    (b"%%BeginICCProfile", b"%%EndICCProfile"),
];

/// The comments of the program from `start` to `end` that have a key, a line for each. Comments that run on in further
/// lines are joined [DSC 3.0, 3.2].
pub(super) fn comments(scan: &mut Scan<'_>, start: u64, end: u64) -> Vec<u8> {
    let (mut found, mut at) = (Vec::new(), start);
    let mut enclosure: Option<(&[u8], &[u8], u32)> = None;
    for _ in 0..MOST_COMMENTS {
        let Some((line_at, length)) = next(scan, start, at, end) else { break };
        at = line_at.saturating_add(length as u64).max(line_at + 1);
        let Some(line) = scan.window(line_at, length).map(|window| window.up_to(0, length)) else { break };
        let line = line.as_slice();
        match &mut enclosure {
            Some((begin, _, depth)) if line.starts_with(begin) => *depth = depth.saturating_add(1),
            Some((_, end, depth)) if line.starts_with(end) => {
                *depth -= 1;
                if *depth == 0 {
                    enclosure = None;
                }
            }
            Some(_) => {}
            None => match ENCLOSURES.iter().find(|(begin, _)| line.starts_with(begin)) {
                Some((begin, end)) => enclosure = Some((begin, end, 1)),
                None => gather(line, &mut found),
            },
        }
        if found.len() > MOST_GATHERED {
            break;
        }
    }
    found
}

/// The offset and the length of the next line from `at` on that begins as a comment with a key does.
fn next(scan: &mut Scan<'_>, start: u64, mut at: u64, end: u64) -> Option<(u64, usize)> {
    const BEGINNINGS: [&[u8]; 4] = [b"%%", b"%ImageData", b"%AI", b"%BeginPhotoshop"];
    const ENDS: [&[u8]; 1] = [b"%EndPhotoshop"];
    loop {
        let needles = BEGINNINGS.iter().chain(&ENDS).copied().collect::<Vec<_>>();
        let (found, _) = scan.find(at, end, &needles)?;
        let before = found.checked_sub(1).filter(|_| found > start);
        let is_start = before.is_none_or(|before| matches!(scan.u8(before), Some(b'\r' | b'\n')));
        let window =
            scan.window(found, LONGEST_LINE.min(usize::try_from(end - found).unwrap_or(LONGEST_LINE)))?;
        let text = window.up_to(0, LONGEST_LINE).as_slice();
        let length = memchr::memchr2(b'\r', b'\n', text).unwrap_or(text.len());
        if is_start {
            return Some((found, length));
        }
        at = found + 1;
    }
}

/// Adds a line, or what it continues the one before it with.
fn gather(line: &[u8], found: &mut Vec<u8>) {
    if let Some(rest) = line.strip_prefix(b"%%+") {
        if found.pop().is_some() {
            found.extend_from_slice(rest);
            found.push(b'\n');
        }
        return;
    }
    let text = line.strip_prefix(b"%%").or_else(|| line.strip_prefix(b"%")).unwrap_or(line);
    let key = text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    // A comment without a value ends the one before it.
    if key > 0 && text.get(key) == Some(&b':') {
        found.extend_from_slice(text);
    }
    if found.last() != Some(&b'\n') {
        found.push(b'\n');
    }
}

/// The part of the text that belongs to the program itself and not to an embedded document.
fn own(text: &[u8]) -> &[u8] {
    let end = starts_of(text, DOCUMENT).next().unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// The offsets at which a line begins with `key`.
fn starts_of<'t>(text: &'t [u8], key: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let before = |at: usize| at.checked_sub(1).and_then(|before| text.get(before));
    memmem::find_iter(text, key).filter(move |at| matches!(before(*at), None | Some(b'\r' | b'\n')))
}

/// The text after `key`, for each line that begins with it.
fn values<'t>(text: &'t [u8], key: &'t [u8]) -> impl Iterator<Item = &'t [u8]> {
    starts_of(text, key).filter_map(move |at| {
        let rest = text.get(at.checked_add(key.len())?..)?;
        rest.get(..memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len()))
    })
}

/// The numbers at the start of a comment.
fn numbers<const N: usize>(comment: &[u8]) -> Option<[f64; N]> {
    let mut words = std::str::from_utf8(comment).ok()?.split_ascii_whitespace();
    let mut found = [0.0; N];
    for number in &mut found {
        *number = words.next()?.parse().ok().filter(|number: &f64| number.is_finite())?;
    }
    Some(found)
}

/// Reads the lower left and the upper right corner. Fractions are rounded outwards, because that is how a writer
/// derives the integer bounding box from the exact one [DSC 3.0, 5.1].
fn points(comment: &[u8]) -> Option<(u32, u32)> {
    let [left, bottom, right, top] = numbers(comment)?;
    Some((side(right.ceil() - left.floor())?, side(top.ceil() - bottom.floor())?))
}

fn pixels(comment: &[u8]) -> Option<(u32, u32)> {
    let [width, height] = numbers(comment)?;
    Some((side(width)?, side(height)?))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked below
fn side(length: f64) -> Option<u32> {
    (1.0..=f64::from(u32::MAX)).contains(&length).then_some(length as u32)
}

#[cfg(test)]
mod tests {
    use crate::container::testing::{Sparse, read_source};
    use crate::{Extractor, Limits};

    fn size_of(lines: &[&str]) -> Option<(u32, u32)> {
        let file = format!("%!PS-Adobe-3.0 EPSF-3.0\n{}\n", lines.join("\n"));
        let info = read_source(&super::super::eps::FORMAT, &file.as_bytes()).info;
        info.width.zip(info.height)
    }

    #[test]
    fn the_bounding_box_is_the_size() {
        for line in
            ["%%BoundingBox: 10 20 110 70", "%%BoundingBox:10 20 110 70", "%%BoundingBox:  10\t20  110 70 "]
        {
            assert_eq!(size_of(&[line]), Some((100, 50)), "{line}");
        }
        assert_eq!(size_of(&["%%BoundingBox: -10 -20 90 30"]), Some((100, 50)));
        assert_eq!(size_of(&["%%BoundingBox: 0.5 0.5 7.25 6.75"]), Some((8, 7)));
        assert_eq!(size_of(&["%%HiResBoundingBox: 0.5 0.5 7.25 6.75"]), Some((8, 7)));
        assert_eq!(
            size_of(&["%%HiResBoundingBox: 0.5 0.5 7.25 6.75", "%%BoundingBox: 0 0 9 9"]),
            Some((9, 9))
        );
        assert_eq!(size_of(&["%%BoundingBox: 0 0 9 9", "%%BoundingBox: 0 0 19 19"]), Some((9, 9)));
    }

    #[test]
    fn comments_are_gathered() {
        let text = b"%!PS\n%%Title: one\n%%+ two\n%%EndComments\nx %%For: no\r%%BeginDocument: a\r%%Title: no\r\
            %%BeginDocument: b\n%%EndDocument\n%%Title: no\n%%EndDocument\n%AI5_X: 1\n%%Foo\n%%+ no\n% no: 1\n%%End: 2";
        let (limits, arena) = (Limits::default(), bumpalo::Bump::new());
        let cx = crate::context::Context::new(&limits, &arena, encoding_rs::WINDOWS_1252);
        let mut head = Vec::new();
        for end in 0..text.len() {
            let source = text.get(..end).unwrap();
            let reader = crate::source::Reader::new(&source, &cx, &mut head).unwrap();
            super::comments(&mut super::Scan::new(&reader), 0, end as u64);
        }
        let source = &text[..];
        let reader = crate::source::Reader::new(&source, &cx, &mut head).unwrap();
        let found = super::comments(&mut super::Scan::new(&reader), 0, text.len() as u64);
        assert_eq!(String::from_utf8(found).unwrap(), "Title: one two\nAI5_X: 1 no\nEnd: 2\n");
    }

    #[test]
    fn pixels_come_before_points() {
        let data = "%ImageData: 16 8 8 3 1 16 2 \"beginimage\"";
        assert_eq!(size_of(&["%%BoundingBox: 0 0 9 9", data]), Some((16, 8)));
    }

    #[test]
    fn no_size_is_made_up() {
        for line in [
            "%%BoundingBox: 0 0 0 0",
            "%%BoundingBox: 0 0 9",
            "%%BoundingBox: 0 0 nan inf",
            "%%BoundingBox: 9 9 0 0",
            "%%BoundingBox: 0 0 1e30 9",
            "%%BoundingBox: (atend)",
            "% %%BoundingBox: 0 0 9 9",
            "%%PageBoundingBox: 0 0 9 9",
            "%%BeginDocument: other.eps\n%%BoundingBox: 0 0 9 9",
        ] {
            assert_eq!(size_of(&[line]), None, "{line}");
        }
    }

    #[test]
    fn a_box_at_the_end_costs_the_end_alone() {
        let head = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: (atend)\n".to_vec();
        let tail = b"\n%%BoundingBox: 0 0 1 1\n%%Trailer\n%%BoundingBox: 0 0 40 50\n%%EOF\n".to_vec();
        let len = 3_000_000_000;
        let source = Sparse { len, parts: vec![(0, head), (len - tail.len() as u64, tail)] };
        // The search for a packet has a limit of its own.
        let extractor = Extractor::new().limits(Limits { scan: 0, ..Limits::default() });
        let info = extractor.from_source(&source).unwrap();
        assert_eq!((info.file.width, info.file.height), (Some(40), Some(50)));
        assert!(info.bytes_read < 256 * 1024, "{} bytes were read", info.bytes_read);
    }
}
