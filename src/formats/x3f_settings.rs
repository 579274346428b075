//! The settings in the header of a Sigma raw: 32 bytes that say what each of the 32 real numbers after them is.

use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

const COUNT: usize = 32;

/// Reads the settings.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    for index in 0..COUNT {
        // A number of 0 is not used.
        let Some(kind) = bytes.u8(index).filter(|kind| *kind > 0) else { continue };
        let Some(number) = bytes.get(COUNT + 4 * index, 4) else { return };
        emit::element(state, table, &part, kind.into(), number, Format::Float);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use crate::bytes::ByteOrder::Little;

    #[test]
    fn each_number_has_a_kind() {
        let mut bytes = [0; 160];
        (bytes[0], bytes[2], bytes[3]) = (2, 10, 99);
        bytes[32..36].copy_from_slice(&0.25f32.to_le_bytes());
        bytes[40..44].copy_from_slice(&(-1.5f32).to_le_bytes());
        let expected = ["Contrast=0.2|0.25", "X3FillLight=-1.5"];
        let (tags, issues) = read("SigmaRaw.HeaderExt", Little, &bytes);
        assert_eq!((tags.len(), issues.len()), (2, 0));
        assert!(tags.iter().zip(expected).all(|(tag, expected)| tag.starts_with(expected)), "{tags:?}");
        assert_eq!(read("SigmaRaw.HeaderExt", Little, &bytes[..40]).0.len(), 1);
    }
}
