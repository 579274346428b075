//! Values of 32 bits, each behind its code of four characters, without lengths.

use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{LONG, Part};
use crate::layout::record;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// The size of a code and its value.
const PAIR: usize = 8;

/// Reads the values.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(LONG).filter(|bytes| state.pay(bytes.len() as u64)) else { return };
    for at in (0..bytes.len()).step_by(PAIR) {
        let (Some(code), Some(value)) = (bytes.be32(at), bytes.get(at + 4, 4)) else { return };
        let format = table.tag(code).first().map_or(Format::Undef, |row| record::format(table, row));
        emit::element(state, table, &part, code, value, format);
    }
}

#[cfg(test)]
mod tests {
    use crate::isobmff::boxes::tests::iso_box;
    use crate::quicktime::testing::{damaged, film, handler, tags, value};

    #[test]
    fn codes_have_values() {
        let item = [
            iso_box(b"mean", b"\0\0\0\0com.apple.iTunes"),
            iso_box(b"name", b"\0\0\0\0Encoding Params"),
            iso_box(b"data", b"\0\0\0\0\0\0\0\0brat\0\x01\xf4\0cdcv\0\x01\x06\x05srcq\0\0"),
        ];
        let list = iso_box(b"ilst", &iso_box(b"----", &item.concat()));
        let meta = [&[0; 4], &handler(*b"mdir")[..], &list].concat();
        let file = film(&[iso_box(b"udta", &iso_box(b"meta", &meta))]);
        let tags = tags(&file);
        assert_eq!(value(&tags, "QuickTime:AudioCurrentTargetBitRate"), "128000");
        assert_eq!(value(&tags, "QuickTime:AudioComponentVersion"), "1.6.5");
        assert_eq!(value(&tags, "QuickTime:AudioQualitySetting"), "-");
        damaged(&file);
    }
}
