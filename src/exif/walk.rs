//! Walks through the directories of a TIFF structure [TIFF6 section 2; BigTIFF design].
//!
//! A directory is entered when an entry points to it. Each offset is visited once, and the work list has a limited
//! length. A damaged entry only costs that entry, and a directory that does not fit into the block is skipped. There
//! are two cases in which an entry ends its directory: it is the first one and has no valid type, or a value that
//! would be shown extends beyond the end of the file.
//!
//! A [`Visitor`] decides what is made of the entries.

use super::ifd::{Ifd, Structure};
use super::tags::{Rows, TagTable};
use super::{blocks, chain, parts};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::tiff::directory::{Damage, Directory, Entries, RawEntry, ValueRange};
use crate::tiff::ids::MAKER_NOTE;
use crate::tiff::types::FieldType;

/// Receives the directories and entries that a walk visits.
pub(super) trait Visitor<'a> {
    /// The state of a directory while its entries are read.
    type Scene;

    /// Called when a directory is entered.
    fn enter(&mut self, ifd: &Ifd, directory: &Directory<'a>, entries: &Entries<'a>) -> Self::Scene;

    /// Called for an entry that points to other directories.
    fn pointer(&mut self, _ifd: &Ifd, _entry: &TypedEntry<'_, 'a>) {}

    /// Called for an entry whose value is there. `rows` are the rows of its tag, if its table has any.
    fn value(&mut self, ifd: &Ifd, scene: &mut Self::Scene, entry: &TypedEntry<'_, 'a>, rows: Option<Rows>);

    /// Called when a directory has been read to its end.
    fn leave(&mut self, _ifd: &Ifd, _scene: Self::Scene) {}
}

/// An entry whose value is there, and the type of the value.
pub(super) struct TypedEntry<'e, 'a> {
    pub entry: &'e RawEntry<'a>,
    pub field_type: FieldType,
}

/// Reads a directory and all directories that it leads to.
pub(super) fn walk<'a, V: Visitor<'a>>(structure: &Structure<'a>, first: Ifd, visitor: &mut V) {
    let mut walk = Walk { structure, visitor, visited: Vec::new(), tried: 0 };
    let mut steps = vec![Step::Enter(first)];
    while let Some(step) = steps.pop() {
        let mut open = match step {
            Step::Resume(open) => *open,
            Step::Enter(ifd) => match walk.open(ifd) {
                Some(open) => open,
                None => continue,
            },
        };
        match walk.entries(&mut open) {
            Outcome::Enter(directories) => {
                // Enter them at once and in order, as ExifTool does, because the later of two tags of one name counts.
                steps.push(Step::Resume(Box::new(open)));
                steps.extend(directories.into_iter().rev().map(Step::Enter));
            }
            Outcome::Abandon => {}
            Outcome::Done => {
                let Open { ifd, next, scene, .. } = open;
                walk.visitor.leave(&ifd, scene);
                steps.extend(next.and_then(|next| chain::next(structure, &ifd, next)).map(Step::Enter));
            }
        }
    }
}

struct Walk<'w, 'a, V> {
    structure: &'w Structure<'a>,
    visitor: &'w mut V,
    /// The offsets of the directories that have been entered.
    visited: Vec<u64>,
    /// How many pointers have been followed, including those to visited directories.
    tried: u32,
}

/// A directory that is being read.
struct Open<'a, S> {
    ifd: Ifd,
    /// The entries that remain.
    entries: Entries<'a>,
    /// The offset of the next directory in the chain.
    next: Option<u64>,
    scene: S,
}

/// A step of the walk.
enum Step<'a, S> {
    Enter(Ifd),
    Resume(Box<Open<'a, S>>),
}

/// The outcome of an entry.
enum Outcome {
    Done,
    /// The directory is nonsense, or the file ends before the directory does.
    Abandon,
    Enter(Vec<Ifd>),
}

impl<'a, V: Visitor<'a>> Walk<'_, 'a, V> {
    /// Opens a directory if it is new and complete.
    fn open(&mut self, ifd: Ifd) -> Option<Open<'a, V::Scene>> {
        let Structure { cx, window, .. } = *self.structure;
        let issue = |code, detail: &str| {
            let at = self.structure.absolute(ifd.offset);
            cx.issue(code, Stage::Exif, Some(at), || format!("{}: {detail}", ifd.group));
        };
        self.tried = self.tried.saturating_add(1);
        let limit = cx.limits.directories;
        if self.visited.len() as u64 >= u64::from(limit) || self.tried > limit.saturating_mul(4) {
            issue(IssueCode::TooManyDirectories, "beyond the limit");
            return None;
        }
        if ifd.depth > cx.limits.directory_depth {
            issue(IssueCode::TooDeep, "directories within directories");
            return None;
        }
        if self.visited.contains(&ifd.offset) {
            issue(IssueCode::Loop, "the directory was read before");
            return None;
        }
        let Some(directory) = Directory::at(window, ifd.offset).filter(Directory::is_whole) else {
            issue(IssueCode::BadDirectory, "it does not fit into its block");
            return None;
        };
        let most = u64::from(cx.limits.entries);
        if directory.count > most {
            issue(IssueCode::TooManyEntries, "entries beyond the limit");
        }
        let entries = directory.entries(most)?;
        let next = directory.next();
        self.visited.push(ifd.offset);
        let scene = self.visitor.enter(&ifd, &directory, &entries);
        Some(Open { ifd, entries, next, scene })
    }

    /// Reads entries until one of them leads to other directories.
    fn entries(&mut self, open: &mut Open<'a, V::Scene>) -> Outcome {
        while let Some(entry) = open.entries.next() {
            match self.entry(open, &entry) {
                Some(Outcome::Done) | None => {}
                Some(outcome) => return outcome,
            }
        }
        Outcome::Done
    }

    /// Reads one entry.
    fn entry(&mut self, open: &mut Open<'a, V::Scene>, entry: &RawEntry<'a>) -> Option<Outcome> {
        let (structure, ifd) = (self.structure, &open.ifd);
        let Some(field_type) = entry.field_type.filter(|_| entry.damage != Some(Damage::UnknownType)) else {
            if entry.code != 0 {
                self.damaged(ifd, entry, Damage::UnknownType);
            }
            // Like ExifTool, do not treat anything that starts like this as a directory.
            return (entry.index == 0).then_some(Outcome::Abandon);
        };
        let rows = ifd.table.get(entry.tag);
        let is_meant = rows.is_some() || is_followed(ifd.table, entry.tag);
        if let Some(damage) = entry.damage {
            self.damaged(ifd, entry, damage);
            // If a file ends too early, ExifTool abandons the rest of the directory and the directories after it; in a
            // block, only the entry. An entry that would not be shown never costs more than itself.
            let is_end = damage == Damage::Beyond && structure.whole_file;
            let is_lost = is_end && is_meant && rows.is_none_or(|rows| !rows.usual().opaque);
            return is_lost.then_some(Outcome::Abandon);
        }
        if !is_meant && !structure.cx.unknown {
            return None;
        }
        if !entry.value.inline && !structure.pay(entry.value.size) {
            structure.issue(IssueCode::Budget, entry.at, ifd, entry, || "the values overlap too much");
            return None;
        }
        let value = TypedEntry { entry, field_type };
        if ifd.table.is_tiff && chain::is_pointer(entry.tag) {
            self.visitor.pointer(ifd, &value);
            return chain::pointed(structure, ifd, entry, field_type).map(Outcome::Enter);
        }
        self.visitor.value(ifd, &mut open.scene, &value, rows);
        None
    }

    /// Reports the damage to an entry.
    fn damaged(&self, ifd: &Ifd, entry: &RawEntry<'a>, damage: Damage) {
        let ValueRange { at, size, .. } = entry.value;
        let (code, detail): (_, &dyn Fn() -> String) = match damage {
            Damage::UnknownType => (IssueCode::BadType, &|| format!("type {}", entry.code)),
            Damage::TooMany => (IssueCode::BadCount, &|| format!("{} values", entry.count)),
            Damage::Beyond => {
                (IssueCode::BadOffset, &|| format!("{size} bytes at {at} are beyond the block"))
            }
            Damage::InDirectory => {
                (IssueCode::BadOffset, &|| format!("{at} lies in the header or the directory"))
            }
        };
        self.structure.issue(code, entry.at, ifd, entry, detail);
    }
}

/// Whether an entry without a row in the table points to a directory or holds a block.
fn is_followed(table: &TagTable, id: u16) -> bool {
    (table.is_tiff && (chain::is_pointer(id) || blocks::IDS.contains(&id) || id == MAKER_NOTE))
        || parts::is_part(table, id)
}
