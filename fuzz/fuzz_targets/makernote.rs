//! Maker notes: the camera's maker and model, each up to a NUL, a byte for the byte order, and the note.
#![no_main]

use embedmeta::BlockKind;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut parts = input.splitn(3, |byte| *byte == 0);
    let (Some(make), Some(model), Some([order, note @ ..])) = (parts.next(), parts.next(), parts.next())
    else {
        return;
    };
    embedmeta_fuzz::decode(BlockKind::Exif, &structure(make, model, order % 2 == 1, note));
});

/// A TIFF structure: IFD0 with the camera, and an Exif IFD with the note [EXIF30 4.6.5.3].
fn structure(make: &[u8], model: &[u8], big: bool, note: &[u8]) -> Vec<u8> {
    const IFD0: u32 = 8;
    const EXIF: u32 = IFD0 + 2 + 3 * 12 + 4;
    const VALUES: u32 = EXIF + 2 + 12 + 4;
    let u16 = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let u32 = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let mut values = Vec::new();
    let mut out = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    out.extend(u32(IFD0));
    out.extend(u16(3));
    for (tag, text) in [(271, make), (272, model)] {
        // Padded, so that the text does not fit into its entry.
        let text = [text, b"\0\0\0\0\0"].concat();
        out.extend([u16(tag), u16(2)].concat());
        out.extend([u32(text.len() as u32), u32(VALUES + values.len() as u32)].concat());
        values.extend(text);
    }
    out.extend([u16(34665), u16(4)].concat());
    out.extend([u32(1), u32(EXIF), u32(0)].concat());
    out.extend([u16(1), u16(37500), u16(7)].concat());
    out.extend([u32(note.len() as u32), u32(VALUES + values.len() as u32), u32(0)].concat());
    out.extend(values);
    out.extend(note);
    out
}
