//! The primary picture of a file [ISO/IEC 14496-12 8.11.4].

use crate::bytes::Bytes;
use crate::isobmff::boxes::FullBox;
use crate::source::View;

/// The id of its item.
pub(super) fn id(body: View<'_>) -> Option<u32> {
    let FullBox { version, fields, .. } = FullBox::read(body)?;
    let id = |bytes: Bytes<'_>| if version == 0 { bytes.be16(0).map(u32::from) } else { bytes.be32(0) };
    fields.part(0, 4).all().and_then(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8]) -> Option<u32> {
        id(View::memory(Bytes::new(body, 0)))
    }

    #[test]
    fn ids_have_16_or_32_bits() {
        assert_eq!(read(&[0, 0, 0, 0, 0, 7]), Some(7));
        assert_eq!(read(&[1, 0, 0, 0, 0, 1, 0, 7]), Some(0x1_0007));
        assert_eq!(read(&[1, 0, 0, 0, 0, 7]), None);
        assert_eq!(read(&[0]), None);
    }
}
