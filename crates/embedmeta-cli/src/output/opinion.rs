//! The second opinion on a file, as text for people.
//!
//! ```text
//! a.jpg: 57 EXIF and 124 XMP values agree
//! b.jpg: 56 EXIF and 0 XMP values agree, 1 does not
//!   differs ExifIFD:FNumber at byte 812
//!           here          28/10
//!           kamadak-exif  280/100
//! ```
//!
//! All text from the file or its path is escaped.

use super::escape::shown;
use super::record::Answer;
use super::words;
use embedmeta::Error;
use embedmeta_verify::{Decoder, Disagreement, Report, Severity};
use std::fmt::{self, Write};
use std::path::Path;

/// The text of one file.
pub(crate) fn opinion(path: &Path, result: Result<&Answer<'_>, &Error>) -> Vec<u8> {
    let mut out = shown(&path.to_string_lossy());
    // Writing to a string cannot fail.
    let _ = match result {
        Ok(Answer::Report(report)) => told(report, &mut out),
        // Nothing else is requested.
        Ok(_) => Ok(()),
        Err(error) => writeln!(out, ": {}: {}", error.code(), shown(&error.to_string())),
    };
    out.into_bytes()
}

fn told(report: &Report, out: &mut String) -> fmt::Result {
    let counts = report.agreements;
    write!(out, ": {} EXIF and {} XMP values agree", counts.exif, counts.xmp)?;
    match report.disagreements.len() {
        0 => {}
        1 => out.push_str(", 1 does not"),
        count => write!(out, ", {count} do not")?,
    }
    out.push('\n');
    for one in &report.disagreements {
        disagreement(one, out)?;
    }
    for unasked in &report.unasked {
        let (name, at, detail) =
            (decoder(unasked.decoder), words::grouped(unasked.offset), shown(&unasked.detail));
        writeln!(out, "  unasked {name} at byte {at}: {}: {detail}", unasked.code)?;
    }
    for finding in &report.findings {
        let label = match finding.severity {
            Severity::Note => "note   ",
            Severity::Warning => "warning",
        };
        let place = finding.offset.map_or(String::new(), |at| format!(" at byte {}", words::grouped(at)));
        writeln!(out, "  {label} {}{place}: {}", finding.code, shown(&finding.detail))?;
    }
    Ok(())
}

fn disagreement(one: &Disagreement, out: &mut String) -> fmt::Result {
    let name = decoder(one.decoder);
    writeln!(out, "  differs {} at byte {}", shown(&one.tag), words::grouped(one.offset))?;
    for (who, value) in [("here", &one.ours), (name, &one.theirs)] {
        let value = value.as_ref().map_or("(nothing)".to_owned(), |value| shown(value));
        writeln!(out, "          {who:<13} {value}")?;
    }
    Ok(())
}

fn decoder(decoder: Decoder) -> &'static str {
    match decoder {
        Decoder::KamadakExif => "kamadak-exif",
        Decoder::XmpToolkit => "XMP toolkit",
        _ => "another decoder",
    }
}
