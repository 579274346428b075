//! The formats that are TIFF structures, identified by their contents and never by the file name.
//!
//! Camera makers store their raw pictures in TIFF structures. Some are identified by the header, and others by a
//! compression that only one maker uses. The rest are identified by the name of the maker and by a directory that
//! contains sensor data. A file that has none of these signs (an IIQ without its mark, a raw whose maker was stripped)
//! is reported as TIFF.

use super::subfile::Subfile;
use crate::bytes::Bytes;
use crate::tiff::header::{CAMERA_PROFILE, Header, OLYMPUS, OLYMPUS_TOO, PANASONIC};

/// A format and its signs, all of which must be present.
pub(super) struct FileKind {
    pub name: &'static str,
    pub mime: &'static str,
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

use Sign::{Big, Bytes as At, Compression, Dng, Make, Model, Sensor, Version};

/// The second mark of Panasonic's raws, at byte 8. Older raws lack it.
const RW2_MARK: &[u8] = b"\x88\xe7\x74\xd8\xf8\x25\x1d\x4d\x94\x7a\x6e\x77\x82\x2b\x5d\x6a";

/// The formats, in the order in which they are tried. If none fits, the file is a TIFF.
#[rustfmt::skip]
const KINDS: &[FileKind] = &[
    FileKind { name: "JXR",  mime: "image/jxr",              signs: &[At(0, b"II\xbc\x01")] }, // [T.832 A.4]
    FileKind { name: "JXR",  mime: "image/jxr",              signs: &[At(0, b"II\xbc\0")] },
    FileKind { name: "RWL",  mime: "image/x-leica-rwl",      signs: &[Version(PANASONIC), At(8, RW2_MARK), Make("LEICA")] },
    FileKind { name: "RW2",  mime: "image/x-panasonic-rw2",  signs: &[Version(PANASONIC), At(8, RW2_MARK)] },
    FileKind { name: "RAW",  mime: "image/x-raw",            signs: &[Version(PANASONIC)] },
    FileKind { name: "ORF",  mime: "image/x-olympus-orf",    signs: &[Version(OLYMPUS)] },
    FileKind { name: "ORF",  mime: "image/x-olympus-orf",    signs: &[Version(OLYMPUS_TOO)] },
    FileKind { name: "DCP",  mime: "application/octet-stream", signs: &[Version(CAMERA_PROFILE)] }, // [DNG17 chapter 6]
    FileKind { name: "CR2",  mime: "image/x-canon-cr2",      signs: &[At(8, b"CR\x02")] },
    FileKind { name: "IIQ",  mime: "image/x-raw",            signs: &[At(8, b"IIII")] },
    FileKind { name: "IIQ",  mime: "image/x-raw",            signs: &[At(8, b"MMMM")] },
    FileKind { name: "GPR",  mime: "image/x-gopro-gpr",      signs: &[Dng, Compression(9)] }, // VC-5
    FileKind { name: "DNG",  mime: "image/x-adobe-dng",      signs: &[Dng] },
    FileKind { name: "NEF",  mime: "image/x-nikon-nef",      signs: &[Compression(34713)] },
    FileKind { name: "ARW",  mime: "image/x-sony-arw",       signs: &[Compression(32767)] },
    FileKind { name: "SRW",  mime: "image/x-samsung-srw",    signs: &[Compression(32770)] },
    FileKind { name: "PEF",  mime: "image/x-pentax-pef",     signs: &[Compression(65535)] },
    FileKind { name: "DCR",  mime: "image/x-kodak-dcr",      signs: &[Compression(65000)] },
    FileKind { name: "NRW",  mime: "image/x-nikon-nrw",      signs: &[Sensor, Make("NIKON"), Model("COOLPIX")] },
    FileKind { name: "NEF",  mime: "image/x-nikon-nef",      signs: &[Sensor, Make("NIKON")] },
    FileKind { name: "SRF",  mime: "image/x-sony-srf",       signs: &[Sensor, Make("SONY"), Model("DSC-F828")] },
    FileKind { name: "SR2",  mime: "image/x-sony-sr2",       signs: &[Sensor, Make("SONY"), Model("DSC-R1")] },
    FileKind { name: "ARW",  mime: "image/x-sony-arw",       signs: &[Sensor, Make("SONY")] },
    FileKind { name: "SRW",  mime: "image/x-samsung-srw",    signs: &[Sensor, Make("SAMSUNG")] },
    FileKind { name: "PEF",  mime: "image/x-pentax-pef",     signs: &[Sensor, Make("PENTAX")] },
    FileKind { name: "PEF",  mime: "image/x-pentax-pef",     signs: &[Sensor, Make("RICOH"), Model("PENTAX")] },
    FileKind { name: "3FR",  mime: "image/x-hasselblad-3fr", signs: &[Sensor, Make("HASSELBLAD")] },
    FileKind { name: "FFF",  mime: "image/x-hasselblad-fff", signs: &[Sensor, Make("IMACON")] },
    FileKind { name: "IIQ",  mime: "image/x-raw",            signs: &[Sensor, Make("PHASE ONE")] },
    FileKind { name: "ERF",  mime: "image/x-epson-erf",      signs: &[Sensor, Make("SEIKO EPSON")] },
    FileKind { name: "KDC",  mime: "image/x-kodak-kdc",      signs: &[Sensor, Make("EASTMAN KODAK")] },
    FileKind { name: "DCR",  mime: "image/x-kodak-dcr",      signs: &[Sensor, Make("KODAK")] },
    FileKind { name: "MEF",  mime: "image/x-mamiya-mef",     signs: &[Sensor, Make("MAMIYA")] },
    FileKind { name: "MOS",  mime: "image/x-raw",            signs: &[Sensor, Make("LEAF")] },
    FileKind { name: "BTF",  mime: "image/x-tiff-big",       signs: &[Big] },
];

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
        Some(sign @ (Version(_) | At(0, _))) => sign.is_met(head, header, &[]),
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
