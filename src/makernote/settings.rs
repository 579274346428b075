//! Nikon's list of settings: a tag, a format and a number each.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

/// Where the number of settings is, and where they begin.
const COUNT: usize = 20;
const FIRST: usize = 24;
/// The size of a setting; its format, which is always a number of 32 bits; and its number.
const SETTING: usize = 8;
const FORMAT: usize = 3;
const LONG: u8 = 4;
const NUMBER: usize = 4;

/// Reads the settings.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let Some(bytes) = part.bytes(u64::MAX) else { return };
    let Some(count) = bytes.u32(COUNT, part.order()) else { return };
    let mut at = FIRST;
    for _ in 0..count {
        let Some(setting) = bytes.get(at, SETTING) else {
            state.issue(IssueCode::BadCount, part.absolute(), || format!("{count} settings"));
            return;
        };
        if setting.u8(FORMAT) != Some(LONG) {
            state.issue(IssueCode::BadType, setting.absolute(0), || {
                "a setting of an unknown format".to_owned()
            });
            return;
        }
        if let (Some(id), Some(number)) = (setting.u16(0, part.order()), setting.get(NUMBER, 4)) {
            emit::element(state, table, &part, id.into(), number, Format::Int32u);
        }
        at += SETTING;
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    #[test]
    fn settings_are_read_up_to_an_unknown_format() {
        let mut list = b"0100\x02\0\0\x000100\x02\0\0\x000100".to_vec();
        list.extend([9, 0, 0, 0]);
        for (tag, format, number) in [(0x001e_u16, 4, 2u32), (0x0020, 9, 1), (0x0097, 4, 1)] {
            list.extend([&tag.to_le_bytes()[..], &[0, format], &number.to_le_bytes()].concat());
        }
        let at = NOTE + 2 + 12 + 4;
        let size = u32::try_from(list.len()).unwrap();
        let note = [directory(&[(0x004e, 7, size, at)]), list].concat();
        let tags = tags(&picture("NIKON CORPORATION", "NIKON Z 6", &note));
        assert_eq!(value(&tags, "NikonSettings:AF-SPrioritySel"), "Focus");
        assert_eq!(tags.iter().filter(|(name, _)| name.starts_with("NikonSettings")).count(), 1);
    }
}
