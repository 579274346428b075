//! The formats that are TIFF structures, identified by their contents and never by the file name.
//!
//! Camera makers keep their raw pictures in TIFF structures. Some are identified by the header, others by a compression
//! that only one maker uses, and the rest by the maker's name together with sensor data. The signs of each format are a
//! row of `kinds.tsv`. A file without any of them (an IIQ without its mark, a raw without its maker) is a TIFF.

use super::subfile::Subfile;
use crate::bytes::Bytes;
use crate::format_id::FormatId;
use crate::tiff::header::Header;

/// A format and its signs, all of which must be present.
pub(super) struct FileKind {
    /// What such a file is called.
    pub id: FormatId,
    signs: &'static [Sign],
}

enum Sign {
    /// The version in the header, where TIFF has 42.
    Version(u16),
    /// A BigTIFF.
    Big,
    /// Bytes of the file at an offset.
    Bytes(usize, &'static [u8]),
    /// The compression of the picture in any directory.
    Compression(u64),
    /// Any directory declares the file to be a DNG [DNG17 `DNGVersion`].
    Dng,
    /// Any directory contains sensor data: a colour filter array, or linear colours.
    Sensor,
    /// The beginning of the maker's name, in capitals.
    Make(&'static str),
    /// The beginning of the model's name, in capitals.
    Model(&'static str),
}

include!("generated.rs");

/// The format of a file with these first bytes and these directories.
pub(super) fn find(
    head: Bytes<'_>,
    header: &Header,
    directories: &[Subfile<'_>],
) -> Option<&'static FileKind> {
    KINDS.iter().find(|kind| kind.signs.iter().all(|sign| sign.is_met(head, header, directories)))
}

/// Whether the header is that of a supported format.
///
/// Almost all formats have a small number where TIFF has 42, so any small number is accepted, as a damaged 42.
pub(super) fn is_known(head: Bytes<'_>, header: &Header) -> bool {
    let by_header = |kind: &FileKind| match kind.signs.first() {
        Some(sign @ (Sign::Version(_) | Sign::Bytes(0, _))) => sign.is_met(head, header, &[]),
        _ => false,
    };
    header.version < 0x100 || KINDS.iter().any(by_header)
}

/// The photometric interpretations of sensor data: a colour filter array, or linear
/// [DNG17 `PhotometricInterpretation`].
const SENSOR: [u64; 2] = [32803, 34892];

impl Sign {
    fn is_met(&self, head: Bytes<'_>, header: &Header, directories: &[Subfile<'_>]) -> bool {
        let any = |test: &dyn Fn(&Subfile<'_>) -> bool| directories.iter().any(test);
        match *self {
            Self::Version(version) => header.version == version,
            Self::Big => header.layout.big,
            Self::Bytes(at, bytes) => head.from(at).starts_with(bytes),
            Self::Compression(compression) => any(&|d| d.compression == Some(compression)),
            Self::Dng => any(&|d| d.is_dng),
            Self::Sensor => any(&|d| d.photometric.is_some_and(|photometric| SENSOR.contains(&photometric))),
            Self::Make(name) => directories.first().is_some_and(|d| begins(d.make, name)),
            Self::Model(name) => directories.first().is_some_and(|d| begins(d.model, name)),
        }
    }
}

/// Whether a text begins with `name`, ignoring case.
fn begins(text: &[u8], name: &str) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}
