//! Print image matching: of what it says about printing only the version is shown.

use crate::issue_code::IssueCode;
use crate::layout::emit;
use crate::layout::format::Format;
use crate::layout::part::Part;
use crate::layout::state::State;
use crate::layout::tables::Table;

const SIGNATURE: &[u8] = b"PrintIM\0";
/// The length of the version.
const VERSION: usize = 4;

/// Reads the version.
pub(crate) fn read<'a>(state: &mut State<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let head = part.bytes(SIGNATURE.len() as u64 + VERSION as u64);
    let version = head.and_then(|head| head.strip_prefix(SIGNATURE)).and_then(|rest| rest.get(0, VERSION));
    match (version, table.rows().first()) {
        (Some(version), Some(row)) => emit::element(state, table, &part, row.id, version, Format::Text),
        _ => state.issue(IssueCode::BadHeader, part.absolute(), || "print image matching".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    #[test]
    fn the_version_is_shown() {
        let note = [&directory(&[(0x0e00, 7, 14, NOTE + 2 + 12 + 4)])[..], b"PrintIM\x000300\0\0"].concat();
        let tags = tags(&picture("NIKON CORPORATION", "NIKON D70", &note));
        assert_eq!(value(&tags, "PrintIM:PrintIMVersion"), "0300");
    }
}
