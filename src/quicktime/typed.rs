//! Values that follow each other, each with a number, a type of TIFF and a count: what Nikon writes into films.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part};
use crate::layout::state::State;
use crate::layout::tables::Table;
use crate::tiff::types::FieldType;

/// The number, the type and the count.
const HEAD: usize = 8;

/// Reads the values.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(LONG).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    let mut at = 0;
    while let (Some(id), Some(kind), Some(count)) = (bytes.be32(at), bytes.be16(at + 4), bytes.be16(at + 6)) {
        // How long a value of an unknown type is, is not known.
        let format = FieldType::from_code(kind).map(Format::of);
        let size = format.map(|format| format.size() * usize::from(count));
        let value = size.and_then(|size| bytes.get(at + HEAD, size));
        let (Some(format), Some(value)) = (format, value) else {
            state.issue(IssueCode::BadType, bytes.absolute(at), || format!("type {kind}, {count} values"));
            return;
        };
        if !value.is_empty() {
            emit::element(state, table, &part, id, value, format);
        }
        at += HEAD + value.len();
    }
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, tags, value};

    #[test]
    fn values_have_numbers_and_types() {
        let values = b"\0\0\0\x01\0\x02\0\x06NIKON\0\0\0\0\x22\0\x03\0\x01\x05\0\0\0\0\x23\0\x63\0\x01\x05\0";
        let file = film(&[iso_box(b"udta", &iso_box(b"NCDT", &iso_box(b"NCTG", values)))]);
        let tags = tags(&file);
        assert_eq!(value(&tags, "Nikon:Make"), "NIKON");
        assert_eq!(value(&tags, "Nikon:FrameWidth"), "1280");
        // After a value of an unknown type nothing is read.
        assert_eq!(value(&tags, "Nikon:FrameHeight"), "-");
        damaged(&file);
    }
}
