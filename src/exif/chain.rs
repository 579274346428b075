//! Next pointers: the directories that follow others in a chain [TIFF6 section 2].

use super::tags::Table;
use super::walk::{Directory, Open, Walk};
use crate::issue::Stage;
use crate::tag::Group;
use crate::tiff::directory::{self as tiff, Damage};

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
        let at = self.window.view.absolute(open.directory.offset);
        self.cx.issue(code, Stage::Exif, Some(at), || format!("{}: {detail}", open.directory.group));
        false
    }

    /// Whether a directory stands there without a flaw: entries in ascending order, of known types, with values.
    fn is_sound(&self, offset: u64) -> bool {
        let most = u64::from(self.cx.limits.entries);
        let directory = tiff::Directory::at(self.window, offset)
            .filter(|directory| (FEWEST..=most).contains(&directory.count) && directory.is_whole());
        let Some(mut entries) = directory.and_then(|directory| directory.entries(most)) else { return false };
        let mut last = None;
        entries.all(|entry| {
            let is_after = Some(entry.tag) > last;
            last = Some(entry.tag);
            is_after && entry.damage != Some(Damage::UnknownType) && entry.count > 0
        })
    }
}
