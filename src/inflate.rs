//! All decompression. The limits apply to the size of the output, not of the input.

use crate::bytes::Bytes;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use miniz_oxide::inflate::{DecompressError, TINFLStatus, decompress_to_vec_zlib_with_limit};
use std::io::Read;

/// Inflates a zlib stream [RFC 1950]; `None`, with an issue, if it is damaged or becomes too large.
///
/// The result has the file offset of `data`, so that anything found in it is reported there.
pub(crate) fn zlib<'a>(data: Bytes<'_>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    match decompress_to_vec_zlib_with_limit(data.as_slice(), allowance(cx)) {
        Ok(out) => keep(&out, data, cx),
        Err(DecompressError { status: TINFLStatus::HasMoreOutput, .. }) => too_large(data, cx),
        Err(error) => damaged(error.output.len(), data, cx, &error.to_string()),
    }
}

/// Inflates the start of a zlib stream, at least `most` bytes of it if it has as many. `None` if it is damaged before or if
/// that is too large: [`zlib`] tells what is wrong.
pub(crate) fn start<'a>(data: Bytes<'_>, most: usize, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    if most > allowance(cx) {
        return None;
    }
    match decompress_to_vec_zlib_with_limit(data.as_slice(), most) {
        Ok(out) => keep(&out, data, cx),
        Err(DecompressError { status: TINFLStatus::HasMoreOutput, output }) => keep(&output, data, cx),
        Err(_) => None,
    }
}

/// Decompresses a Brotli stream [RFC 7932]; `None`, with an issue, if it is damaged or becomes too large.
pub(crate) fn brotli<'a>(data: Bytes<'_>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    let allowance = allowance(cx);
    let mut decoder = brotli_decompressor::Decompressor::new(data.as_slice(), PIECE);
    let mut piece = [0; PIECE];
    let mut out = Vec::new();
    loop {
        let read = match decoder.read(&mut piece) {
            Ok(0) => return keep(&out, data, cx),
            Ok(count) => piece.get(..count).unwrap_or_default(),
            Err(error) => return damaged(out.len(), data, cx, &error.to_string()),
        };
        let length = out.len().saturating_add(read.len());
        if length > allowance {
            return too_large(data, cx);
        }
        if length > out.capacity() {
            // The last growth at least doubles the buffer too, so that the old and the new one are not both large.
            let doubled = length.saturating_mul(2);
            let capacity = if doubled > allowance / 2 { allowance } else { doubled };
            out.reserve_exact(capacity.saturating_sub(out.len()));
        }
        out.extend_from_slice(read);
    }
}

/// The number of bytes decompressed at a time.
const PIECE: usize = 4096;

/// The most bytes that one part may become, given what earlier parts have used.
fn allowance(cx: &Context<'_>) -> usize {
    usize::try_from(cx.inflate.left()).unwrap_or(usize::MAX).min(cx.limits.inflate_part)
}

fn keep<'a>(out: &[u8], data: Bytes<'_>, cx: &'a Context<'a>) -> Option<Bytes<'a>> {
    cx.inflate.spend(out.len() as u64)?;
    Some(Bytes::new(cx.arena.alloc_slice_copy(out), data.absolute(0)))
}

fn too_large<T>(data: Bytes<'_>, cx: &Context<'_>) -> Option<T> {
    // The work was done, so charge it to the budget: many bombs then cost no more than one.
    let _ = cx.inflate.spend(allowance(cx) as u64);
    cx.issue(IssueCode::DecompressionLimit, Stage::Container, Some(data.absolute(0)), || {
        format!("{} compressed bytes become too many", data.len())
    });
    None
}

fn damaged<T>(done: usize, data: Bytes<'_>, cx: &Context<'_>, why: &str) -> Option<T> {
    // The output before the damage was work too.
    let _ = cx.inflate.spend(done as u64);
    cx.issue(IssueCode::BadCompression, Stage::Container, Some(data.absolute(0)), || why);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use bumpalo::Bump;
    use miniz_oxide::deflate::compress_to_vec_zlib;

    fn with<T>(limits: &Limits, test: impl FnOnce(&Context<'_>) -> T) -> T {
        test(&Context::new(limits, &Bump::new(), encoding_rs::WINDOWS_1252))
    }

    #[test]
    fn the_start_of_a_stream_needs_not_the_rest() {
        with(&Limits::default(), |cx| {
            let mut packed = compress_to_vec_zlib(&vec![7; 100_000], 6);
            packed.truncate(packed.len() - 8);
            let found = start(Bytes::new(&packed, 40), 500, cx).unwrap();
            assert!(found.len() >= 500 && found.len() < 100_000 && found.absolute(0) == 40);
            assert!(start(Bytes::new(b"no stream", 40), 500, cx).is_none());
            assert!(start(Bytes::new(&packed, 40), usize::MAX, cx).is_none());
        });
    }

    #[test]
    fn inflates_and_keeps_the_place() {
        with(&Limits::default(), |cx| {
            let packed = compress_to_vec_zlib(b"metadata", 6);
            let out = zlib(Bytes::new(&packed, 77), cx).unwrap();
            assert_eq!((out.as_slice(), out.absolute(0)), (&b"metadata"[..], 77));
        });
    }

    #[test]
    fn bombs_are_refused() {
        with(&Limits::default(), |cx| {
            let bomb = compress_to_vec_zlib(&vec![0; 64 << 20], 9);
            for _ in 0..20 {
                assert!(zlib(Bytes::new(&bomb, 0), cx).is_none());
            }
            assert!(cx.inflate.left() == 0, "they were paid for");
            assert_eq!(cx.take_issues()[0].code, "decompression-limit");
        });
    }

    #[test]
    fn a_file_has_one_allowance() {
        let limits = Limits { inflate: 1000, ..Limits::default() };
        with(&limits, |cx| {
            let packed = compress_to_vec_zlib(&[7; 600], 6);
            assert!(zlib(Bytes::new(&packed, 0), cx).is_some());
            assert!(zlib(Bytes::new(&packed, 0), cx).is_none());
        });
    }

    #[test]
    fn damage_is_an_issue() {
        with(&Limits::default(), |cx| {
            let packed = compress_to_vec_zlib(b"some metadata of a picture", 6);
            for len in 0..packed.len() {
                assert!(zlib(Bytes::new(&packed[..len], 0), cx).is_none());
            }
            assert!(brotli(Bytes::new(&packed, 0), cx).is_none());
            assert_eq!(cx.take_issues()[0].code, "bad-compression");
        });
    }

    #[test]
    fn brotli_is_read_and_bounded() {
        // An uncompressed meta-block: a window of 16 bits, 4 bytes, and an empty last meta-block [RFC 7932 9.2].
        let stream = [0x30, 0x00, 0x10, b'd', b'a', b't', b'a', 0x03];
        with(&Limits::default(), |cx| {
            assert_eq!(brotli(Bytes::new(&stream, 0), cx).unwrap().as_slice(), b"data");
        });
        let limits = Limits { inflate_part: 3, ..Limits::default() };
        with(&limits, |cx| assert!(brotli(Bytes::new(&stream, 0), cx).is_none()));
    }
}
