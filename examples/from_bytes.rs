//! A picture that lies in memory: the object, or everything that was read.
//!
//! ```sh
//! cargo run --example from_bytes -- testdata/replica.jpg
//! ```
//!
//! JSON is written by serde: a program of your own needs the feature `serde` of embedmeta.

use embedmeta::{Extractor, Profile, fields};
use std::error::Error;
use std::io::{self, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "testdata/replica.jpg".into());
    let bytes = std::fs::read(path)?;
    show_object(&bytes, &mut io::stdout())?;
    show_everything(&bytes, &mut io::stdout())
}

/// The object alone, which is empty where the picture carries no metadata.
pub(crate) fn show_object(bytes: &[u8], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let metadata = embedmeta::extract(bytes)?;
    writeln!(out, "{:?} by {:?}", metadata.text("Title"), metadata.text("Creator"))?;
    for keyword in metadata.items(fields::KEYWORDS) {
        writeln!(out, "  {keyword}")?;
    }
    if let Some(taken) = metadata.date_time(fields::DATE_TIME_ORIGINAL) {
        writeln!(out, "taken at {taken}")?;
    }
    // It serialises to the documented JSON, and back.
    writeln!(out, "{}", serde_json::to_string(&metadata)?)?;
    Ok(())
}

/// What the file is, its tags, and what was damaged, with options.
pub(crate) fn show_everything(bytes: &[u8], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let extractor = Extractor::new().profile(Profile::Documented);
    let extraction = extractor.from_bytes(bytes)?;
    let file = &extraction.file;
    writeln!(out, "{}, {:?} × {:?} pixels", file.mime, file.width, file.height)?;
    for tag in &extraction.tags {
        writeln!(out, "  {}:{} = {}", tag.group, tag.name, tag.value)?;
    }
    // Damage is no error: what can be read is read, and each issue tells where the damage is.
    for issue in &extraction.issues {
        writeln!(out, "  {issue}")?;
    }
    Ok(())
}
