//! Pictures to which two tags of a directory or record point: their locations, as the tags are read, and their tags.

use super::emit;
use super::format::Format;
use super::part::{Part, Stored};
use super::state::State;
use super::tables::{Picture, Table};
use crate::issue_code::IssueCode;

/// No table has more of them.
const MOST: usize = 4;

/// The locations of a directory's pictures, as its tags are read.
pub(crate) struct Pictures {
    pictures: &'static [Picture],
    /// The offset and the length of each.
    found: [(Option<u64>, Option<u64>); MOST],
}

impl Pictures {
    /// The pictures of a table.
    pub fn of(table: &Table) -> Self {
        Self { pictures: table.pictures(), found: Default::default() }
    }

    /// Records the value of a tag.
    pub fn learn(&mut self, tag: u32, stored: &Stored<'_, '_>) {
        for (picture, (start, len)) in self.pictures.iter().zip(&mut self.found) {
            let found = match tag {
                tag if tag == u32::from(picture.start) => start,
                tag if tag == u32::from(picture.length) => len,
                _ => continue,
            };
            let number = stored.format.number(stored.bytes, 0, stored.part.order());
            *found = u64::try_from(number.int()).ok().filter(|_| stored.count == 1);
        }
    }

    /// Emits the pictures that were found.
    pub fn show<'a>(&self, state: &mut State<'_, 'a>, table: &Table, part: &Part<'a>) {
        for (picture, (start, len)) in self.pictures.iter().zip(self.found) {
            let (Some(start), Some(count @ 1..)) = (start, len) else { continue };
            let view = part.window.view;
            let at = part.window.place(start);
            let is_inside = at.checked_add(count).is_some_and(|end| end <= view.len());
            // If the data is missing, report the directory that points to it.
            let at = if is_inside { at } else { part.at };
            if !is_inside {
                state.issue(IssueCode::BadOffset, view.absolute(at), || {
                    format!("{} lies beyond the block", picture.row.name())
                });
            }
            let Some(bytes) = view.get(at, 0) else { continue };
            let stored = Stored { part, bytes, at, format: Format::Undef, count };
            emit::unread(state, table, &picture.row, &stored, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{NOTE, directory, picture, tags, value};

    /// A note of Pentax with the length and the offset of a preview, which is counted from the start of the note.
    fn previews(len: u32) -> Vec<(String, String)> {
        let note = [&b"AOC\0II"[..], &directory(&[(3, 4, 1, len), (4, 4, 1, NOTE)]), &[0xff; 64]].concat();
        tags(&picture("PENTAX", "PENTAX K10D", &note))
    }

    #[test]
    fn a_picture_is_made_of_its_offset_and_its_length() {
        assert!(value(&previews(40), "Pentax:PreviewImage").starts_with("(Binary data 40 bytes"));
        // Like ExifTool, show it even if the data is missing.
        assert!(value(&previews(4000), "Pentax:PreviewImage").starts_with("(Binary data 4000 bytes"));
    }

    #[test]
    fn a_picture_of_no_length_is_none() {
        assert_eq!(value(&previews(0), "Pentax:PreviewImage"), "");
    }
}
