//! Canon's custom functions: pairs of an identifier and a value, and groups of settings.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// Reads numbers of 16 bits, each of which is an identifier and a value. The first one is the size.
pub(crate) fn pairs<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    for at in (2..bytes.len()).step_by(2) {
        let Some(number) = bytes.u16(at, part.order()) else { return };
        // The value is the byte of lower significance, wherever it is stored.
        let low = if part.order() == crate::bytes::ByteOrder::Big { at + 1 } else { at };
        let Some(value) = bytes.get(low, 1) else { return };
        emit::element(state, table, &part, (number >> 8).into(), value, Format::Int8u);
    }
}

/// Reads groups of settings. The head has the size and the number of groups; a group has its number, its size and the
/// number of its settings; a setting has its number, the number of its values, and the values.
pub(crate) fn groups<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let number = |at: usize| bytes.u32(at, part.order()).and_then(|number| usize::try_from(number).ok());
    let damaged = |state: &State<'_, 'a>, at| {
        state.issue(IssueCode::BadDirectory, bytes.absolute(at), || "a group of settings".to_owned());
    };
    let mut at = 8;
    while at + 12 <= bytes.len() {
        let (Some(size), Some(settings)) = (number(at + 4), number(at + 8)) else { return };
        let end = at.saturating_add(4).saturating_add(size);
        if size < 8 || end > bytes.len() {
            return damaged(state, at);
        }
        let mut place = at + 12;
        for _ in 0..settings {
            let (Some(id), Some(count)) = (number(place), number(place + 4)) else { break };
            let len = count.saturating_mul(4);
            let Some(value) = bytes.get(place + 8, len).filter(|_| place + 8 + len <= end) else {
                return damaged(state, place);
            };
            emit::element(state, table, &part, u32::try_from(id).unwrap_or(u32::MAX), value, Format::Int32s);
            place += 8 + len;
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{canon, issues, shorts, tags, value};

    #[test]
    fn pairs_have_an_identifier_and_a_value() {
        let tags = tags(&canon("Canon EOS 10D", 0x000f, &shorts(&[6, 0x0101, 0x0200])));
        assert_eq!(value(&tags, "CanonCustom:SetButtonWhenShooting"), "Image quality");
        assert_eq!(tags.iter().filter(|(name, _)| name.starts_with("CanonCustom")).count(), 2);
    }

    /// One group with one setting of some values.
    fn group(size: u32, count: u32, values: &[u32]) -> Vec<u8> {
        let record = [&[1, size, 1, 0x0101, count][..], values].concat();
        let mut bytes: Vec<u8> = record.iter().flat_map(|number: &u32| number.to_le_bytes()).collect();
        let len = u16::try_from(bytes.len() + 8).unwrap();
        bytes.splice(0..0, shorts(&[len, 0, 1, 0]));
        canon("Canon EOS 40D", 0x0099, &bytes)
    }

    #[test]
    fn groups_have_settings() {
        let tags = tags(&group(20, 1, &[1]));
        assert_eq!(value(&tags, "CanonCustom:ExposureLevelIncrements"), "1/2 Stop");
    }

    #[test]
    fn a_group_or_a_setting_beyond_its_end_is_an_issue() {
        for bytes in
            [group(21, 1, &[1]), group(u32::MAX, 1, &[1]), group(20, 2, &[1]), group(20, u32::MAX, &[1])]
        {
            assert_eq!(value(&tags(&bytes), "CanonCustom:ExposureLevelIncrements"), "");
            assert_eq!(issues(&bytes), ["bad-directory"]);
        }
    }
}
