//! Print image matching: of what it says about printing only the version is shown.

use super::emit;
use super::format::Format;
use super::note::Note;
use super::part::Part;
use super::tables::Table;
use crate::issue_code::IssueCode;

const SIGNATURE: &[u8] = b"PrintIM\0";
/// The length of the version.
const VERSION: usize = 4;

/// Reads the version.
pub(super) fn read<'a>(note: &mut Note<'_, 'a>, table: &'static Table, part: Part<'a>) {
    let head = part.bytes(SIGNATURE.len() as u64 + VERSION as u64);
    let version = head.and_then(|head| head.strip_prefix(SIGNATURE)).and_then(|rest| rest.get(0, VERSION));
    match (version, table.rows().first()) {
        (Some(version), Some(row)) => emit::element(note, table, &part, row.id, version, Format::Text),
        _ => note.issue(IssueCode::BadHeader, part.absolute(), || "print image matching".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::makernote::testing::{NOTE, directory, picture, tags, value};

    #[test]
    fn the_version_is_shown() {
        let note = [&directory(&[(0x0e00, 7, 14, NOTE + 2 + 12 + 4)])[..], b"PrintIM\x000300\0\0"].concat();
        let tags = tags(&picture("NIKON CORPORATION", "NIKON D70", &note));
        assert_eq!(value(&tags, "PrintIM:PrintIMVersion"), "0300");
    }
}
