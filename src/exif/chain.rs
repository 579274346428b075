//! Which directories come next: those that an entry points to, and the next one in a chain [TIFF6 section 2].

use super::ifd::{Ifd, Structure};
use super::tags::{EXIF, GPS};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::tag::Group;
use crate::tiff::directory::{Damage, Directory, RawEntry};
use crate::tiff::ids::{EXIF_IFD, GPS_IFD, INTEROP_IFD, SUB_IFDS};
use crate::tiff::types::FieldType;

/// A directory of a single entry is too likely to be a coincidence.
const FEWEST: u64 = 2;

/// Whether the entries of this tag point to directories.
pub(super) fn is_pointer(id: u16) -> bool {
    matches!(id, SUB_IFDS | EXIF_IFD | GPS_IFD | INTEROP_IFD)
}

/// The directories that an entry points to.
pub(super) fn pointed<'a>(
    structure: &Structure<'a>,
    ifd: &Ifd,
    entry: &RawEntry<'a>,
    field_type: FieldType,
) -> Option<Vec<Ifd>> {
    let RawEntry { tag: id, count, value, .. } = *entry;
    if !field_type.is_integer() {
        structure.issue(IssueCode::BadType, value.at, ifd, entry, || format!("{field_type:?} is no offset"));
        return None;
    }
    if count != 1 && id != SUB_IFDS {
        structure.issue(IssueCode::BadCount, value.at, ifd, entry, || format!("{count} offsets"));
        return None;
    }
    let depth = ifd.depth.saturating_add(1);
    let mut found = Vec::new();
    for number in 0..count.min(u64::from(structure.cx.limits.directories)) {
        let offset = structure.window.pointer(entry, number)?;
        let (group, table) = match id {
            EXIF_IFD => (Group::ExifIfd, &EXIF),
            GPS_IFD => (Group::Gps, &GPS),
            INTEROP_IFD => (Group::InteropIfd, &EXIF),
            _ => (Group::SubIfd(u16::try_from(number).ok()?), &EXIF),
        };
        let is_chain = id == SUB_IFDS && number == 0;
        found.push(Ifd { group, table, offset, depth, is_chain });
    }
    Some(found)
}

/// The next directory of a chain, at `offset`. A chain consists of pages, or of the children that an entry points to
/// [TIFF supplement 1 `SubIFDs`]. Other directories have no next one [EXIF30 4.6.2].
pub(super) fn next(structure: &Structure<'_>, ifd: &Ifd, offset: u64) -> Option<Ifd> {
    let Ifd { ref group, depth, is_chain, .. } = *ifd;
    let next = |group, depth| Ifd { group, table: &EXIF, offset, depth, is_chain };
    match group {
        Group::Ifd(number) => Some(next(Group::Ifd(number.checked_add(1)?), 0)),
        Group::SubIfd(number) if is_child(structure, ifd, offset) => {
            Some(next(Group::SubIfd(number.checked_add(1)?), depth))
        }
        _ => None,
    }
}

/// Whether the next directory of a child is its sibling. Many writers leave something else in place of the pointer.
///
/// Only the first child of an entry starts a chain. The entry numbers the other children too, so the chains of two
/// children would use the same names.
fn is_child(structure: &Structure<'_>, ifd: &Ifd, offset: u64) -> bool {
    let is_chain = ifd.is_chain && structure.whole_file;
    let (code, detail) = match (is_chain, is_sound(structure, offset)) {
        (true, true) => return true,
        (true, false) => (IssueCode::BadDirectory, "no directory is where its next pointer says"),
        (false, true) => (IssueCode::UnreadDirectory, "the next directory has no name of its own"),
        (false, false) => return false,
    };
    let at = structure.absolute(ifd.offset);
    structure.cx.issue(code, Stage::Exif, Some(at), || format!("{}: {detail}", ifd.group));
    false
}

/// Whether there is a flawless directory: entries in ascending order, with known types and with values.
fn is_sound(structure: &Structure<'_>, offset: u64) -> bool {
    let most = u64::from(structure.cx.limits.entries);
    let directory = Directory::at(structure.window, offset)
        .filter(|directory| (FEWEST..=most).contains(&directory.count) && directory.is_whole());
    let Some(mut entries) = directory.and_then(|directory| directory.entries(most)) else { return false };
    let mut last = None;
    entries.all(|entry| {
        let is_after = Some(entry.tag) > last;
        last = Some(entry.tag);
        is_after && entry.damage != Some(Damage::UnknownType) && entry.count > 0
    })
}
