//! The markers of JPEG [T.81 table B.1], and of JPEG-LS [T.87 C.1].
#![cfg_attr(not(feature = "strip"), allow(dead_code))] // copying needs more of them than reading does

pub(super) const STUFFED: u8 = 0x00; // not a marker but entropy-coded data [T.81 B.1.1.5]
pub(super) const TEM: u8 = 0x01;
pub(crate) const SOF0: u8 = 0xc0;
pub(super) const DHT: u8 = 0xc4;
const JPG: u8 = 0xc8;
const DAC: u8 = 0xcc;
const SOF15: u8 = 0xcf;
pub(crate) const RST0: u8 = 0xd0;
pub(crate) const RST7: u8 = 0xd7;
pub(crate) const SOI: u8 = 0xd8;
pub(crate) const EOI: u8 = 0xd9;
pub(crate) const SOS: u8 = 0xda;
pub(crate) const EXP: u8 = 0xdf;
pub(crate) const APP0: u8 = 0xe0;
pub(crate) const APP1: u8 = 0xe1;
pub(crate) const APP2: u8 = 0xe2;
pub(super) const APP3: u8 = 0xe3;
pub(super) const APP6: u8 = 0xe6;
pub(crate) const APP11: u8 = 0xeb;
pub(crate) const APP12: u8 = 0xec;
pub(crate) const APP13: u8 = 0xed;
pub(crate) const APP14: u8 = 0xee;
pub(crate) const APP15: u8 = 0xef;
pub(crate) const COM: u8 = 0xfe;

// The frame header and the parameters of JPEG-LS.
pub(crate) const SOF55: u8 = 0xf7;
pub(crate) const LSE: u8 = 0xf8;

/// Whether a length follows the marker. Reserved markers (02 to BF) have a length, unless they are to be ignored.
pub(crate) fn has_length(marker: u8, is_reserved_no_marker: bool) -> bool {
    match marker {
        STUFFED | TEM | RST0..=EOI => false,
        0x02..=0xbf => !is_reserved_no_marker,
        _ => true,
    }
}

/// Whether the segment is a frame header.
pub(super) fn is_frame(marker: u8) -> bool {
    (SOF0..=SOF15).contains(&marker) && !matches!(marker, DHT | JPG | DAC)
}
