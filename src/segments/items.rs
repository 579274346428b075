//! Small lists of values with keys of four letters, and what the other lists share.

use crate::bytes::ByteOrder;
use crate::bytes::Bytes;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::{Part, Stored};
use crate::layout::state::State;
use crate::layout::tables::{Row, Table, key};

/// The length of a key.
const KEY: usize = 4;
/// How many values are read.
const MOST: usize = 256;

/// The row with a number.
pub(super) fn find(table: &'static Table, number: u32) -> Option<&'static Row> {
    table.rows().iter().find(|row| row.id == number)
}

/// The row with a key.
pub(super) fn named(table: &'static Table, name: &[u8]) -> Option<&'static Row> {
    table.rows().iter().find(|row| key(row.id).as_bytes() == name)
}

/// Makes a tag of a value, or reads what it leads to.
pub(super) fn value<'a>(
    state: &mut State<'_, 'a>,
    table: &'static Table,
    part: &Part<'a>,
    row: &'static Row,
    (bytes, format): (Bytes<'a>, Format),
) {
    let format = if row.format == Format::Stored { format } else { row.format };
    let count = (bytes.len() / format.size()) as u64;
    if emit::is_needed(state, row) && count > 0 {
        emit::row(state, table, row, &Stored { part, bytes, at: part.position(bytes), format, count });
    }
}

/// Reads HP's values: a key, a version, a length and a value, with the least significant byte first.
pub(super) fn chunks<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = 0;
    for _ in 0..MOST {
        let (Some(name), Some(length)) = (bytes.get(at, KEY), bytes.u32(at + 8, ByteOrder::Little)) else {
            return;
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let data = bytes.up_to(at + 12, length);
        if let Some(row) = named(table, name.as_slice()) {
            value(state, table, &part, row, (data, Format::Text));
        }
        at = at.saturating_add(12).saturating_add(length);
    }
}

/// Reads datasets of IPTC in the second record, whose values are numbers [IIM 4.2, 1.5].
pub(super) fn datasets<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let mut at = 0;
    for _ in 0..MOST {
        let Some([0x1c, record, number, ..]) = bytes.get(at, 5).map(Bytes::as_slice) else { return };
        let Some(length) = bytes.be16(at + 3).map(usize::from) else { return };
        let data = bytes.up_to(at + 5, length);
        if let (2, Some(row)) = (*record, find(table, u32::from(*number))) {
            value(state, table, &part, row, (data, Format::Int32s));
        }
        at = at.saturating_add(5).saturating_add(length);
    }
}

#[cfg(test)]
mod tests {
    use crate::segments::testing::{jpeg, tags};

    #[test]
    fn keys_of_four_letters() {
        let hp = b"TDHD\x01\0\0\0\0\0\0\0CMSN\x01\0\0\0\x04\0\0\0AB12FWRV\x01\0\0\0\xff\0\0\x001.0";
        assert_eq!(tags(&jpeg(&[(6, hp)])), ["HP:SerialNumber=AB12", "HP:FirmwareVersion=1.0"]);
    }

    #[test]
    fn datasets_with_numbers() {
        let data = b"\x1c\x02\xdd\0\x04\0\0\0\x01\x1c\x02\xde\0\x04\0\0\0\x06\x1c\x02\xd8\0\x09\0";
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let file = [&jpeg(&[])[..], data, &length, b"cbipcbbl"].concat();
        assert_eq!(tags(&file), ["PhotoMechanic:Tagged=Yes", "PhotoMechanic:ColorClass=6 (Typical alt)"]);
    }
}
