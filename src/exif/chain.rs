//! Next pointers: the directories that follow others in a chain [TIFF6 section 2].

use super::ifd::{Directory, Open, Walk};
use super::tags::Table;
use crate::issue::Stage;
use crate::tag::Group;

/// A directory of one entry may be anything.
const FEWEST: u64 = 2;

impl<'a> Walk<'a, '_> {
    /// The next directory of a chain: of pages, or of the children that an entry points to
    /// [TIFF supplement 1 `SubIFDs`]. The other directories have no next [EXIF30 4.6.2].
    pub(super) fn next_in_chain(&self, open: &Open<'a>) -> Option<Directory> {
        let offset = open.next?;
        let Directory { ref group, depth, is_chain, .. } = open.directory;
        let next = |group, depth| Directory { group, table: Table::Exif, offset, depth, is_chain };
        match group {
            Group::Ifd(number) => Some(next(Group::Ifd(number.checked_add(1)?), 0)),
            Group::SubIfd(number) if self.is_child(open, offset) => {
                Some(next(Group::SubIfd(number.checked_add(1)?), depth))
            }
            _ => None,
        }
    }

    /// Whether what a child points to is its sibling. Many writers leave something else in the place of the pointer.
    ///
    /// The chain starts at the first child of an entry, which counts the others too: the chains of two children
    /// would bear the same names.
    fn is_child(&self, open: &Open<'a>, offset: u64) -> bool {
        let is_chain = open.directory.is_chain && self.whole_file;
        let (code, detail) = match (is_chain, self.is_sound(offset)) {
            (true, true) => return true,
            (true, false) => ("bad-directory", "no directory is where its next pointer says"),
            (false, true) => ("unread-directory", "the next directory has no name of its own"),
            (false, false) => return false,
        };
        let at = self.view.absolute(open.directory.offset);
        self.cx.issue(code, Stage::Exif, Some(at), || format!("{}: {detail}", open.directory.group));
        false
    }

    /// Whether a directory stands there without a flaw: entries in ascending order, of known types, with values.
    fn is_sound(&self, offset: u64) -> bool {
        let layout = self.layout;
        let entries = || {
            let count = layout.count(self.view.get(offset, layout.count_size())?)?;
            let fits = (FEWEST..=u64::from(self.cx.limits.entries)).contains(&count);
            let size = usize::try_from(count).ok().filter(|_| fits)?.checked_mul(layout.entry_size())?;
            self.view.get(offset.checked_add(layout.count_size() as u64)?, size)
        };
        let Some(entries) = entries() else { return false };
        let mut last = None;
        (0..entries.len()).step_by(layout.entry_size()).all(|at| {
            let id = entries.u16(at, layout.order);
            let is_after = id > last;
            last = id;
            let kind = entries.u16(at + 2, layout.order).and_then(|code| layout.field_type(code));
            is_after && kind.is_some() && layout.offset(entries, at + 4).is_some_and(|count| count > 0)
        })
    }
}
