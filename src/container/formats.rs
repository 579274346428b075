//! The formats that are supported: one row each, in [`FORMATS`].

use super::format::Format;
use crate::bytes::Bytes;
use crate::issue::Error;

/// All formats, in the order in which they are tried.
pub(crate) const FORMATS: &[Format] = &[
    super::jpeg::FORMAT,
    super::exv::FORMAT,
    super::crw::FORMAT, // before TIFF: it also starts with a byte order
    super::tiff::FORMAT,
    super::png::FORMAT,
    super::png::MNG,
    super::png::JNG,
    super::raf::FORMAT,
    super::mrw::FORMAT,
    super::x3f::FORMAT,
    super::kyocera::FORMAT,
    super::isobmff::HEIF,
    super::isobmff::CRX,
    super::isobmff::MP4,
    super::jp2::FORMAT,
    super::jp2::CODESTREAM,
    super::jxl::FORMAT,
    super::jxl::CODESTREAM,
    super::riff::WEBP,
    super::gif::FORMAT,
    super::psd::FORMAT,
    super::pdf::FORMAT,
    super::eps::FORMAT,
    super::bmp::FORMAT,
    super::ico::FORMAT,
    super::riff::AVI,
    super::riff::WAV,
    super::matroska::FORMAT,
    // The text formats come last, because more than their first bytes must be examined.
    super::xmp::FORMAT,
    super::svg::FORMAT,
];

/// Detects the format of a file from its first bytes alone.
pub(crate) fn detect(head: Bytes<'_>) -> Result<&'static Format, Error> {
    if head.is_empty() {
        return Err(Error::Empty);
    }
    FORMATS.iter().find(|format| (format.sniff)(head)).ok_or_else(|| {
        let (looks_like, mime) = looks_like(head);
        Error::UnknownFormat { looks_like, mime }
    })
}

/// Types of files that often turn up where a picture was expected, with their first bytes.
const STRANGERS: &[(&[u8], &str, &str)] = &[
    (b"RIFF", "a RIFF file", "application/octet-stream"),
    (b"PK\x03\x04", "a ZIP archive", "application/zip"),
    (b"\x1f\x8b", "a gzip archive", "application/gzip"),
    (b"\x7fELF", "a program", "application/octet-stream"),
    (b"MZ", "a program", "application/octet-stream"),
    (b"%!", "a PostScript font", "application/octet-stream"),
    (b"ID3", "an MP3 sound", "audio/mpeg"),
    (b"fLaC", "a FLAC sound", "audio/flac"),
    (b"OggS", "an Ogg stream", "application/ogg"),
    (b"SQLite format 3", "an SQLite database", "application/vnd.sqlite3"),
    (b"#!", "a script", "text/plain"),
    (b"<?xml", "an XML document", "application/xml"),
    (b"<!DOCTYPE html", "an HTML page", "text/html"),
    (b"<html", "an HTML page", "text/html"),
    (b"{", "JSON or other text", "text/plain"),
];

/// What the file appears to be, and its media type.
fn looks_like(head: Bytes<'_>) -> (&'static str, &'static str) {
    if let Some((_, name, mime)) = STRANGERS.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return (name, mime);
    }
    let start = head.up_to(0, 512).as_slice();
    if start.iter().all(|&b| b == 0) {
        return ("zeros", "application/octet-stream");
    }
    // The last character may be incomplete.
    let text =
        start.utf8_chunks().next().filter(|chunk| chunk.invalid().len() + chunk.valid().len() == start.len());
    match text.map(|chunk| chunk.valid()) {
        Some(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
            ("text", "text/plain")
        }
        _ => ("unknown binary data", "application/octet-stream"),
    }
}
