//! The walk through the directories of a TIFF structure [TIFF6 section 2; BigTIFF design].
//!
//! Directories are entered where an entry points to them, each offset once, over a work list of bounded length. What
//! is wrong with an entry costs that entry alone; a directory that does not fit into the block is left out. An entry
//! ends its directory in two cases: it is the first and of no type, or a value that would be shown lies beyond the end of
//! the file.
//!
//! What is made of the entries is the matter of a [`Visitor`].

use super::ifd::{Ifd, Structure};
use super::tags::{Rows, TagTable};
use super::{blocks, chain};
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::tiff::directory::{Damage, Directory, Entries, RawEntry, ValueRange};
use crate::tiff::types::FieldType;

/// What makes something of the directories and entries that a walk comes across.
pub(super) trait Visitor<'a> {
    /// What is remembered of a directory while its entries are read.
    type Scene;

    /// A directory is entered.
    fn enter(&mut self, ifd: &Ifd, directory: &Directory<'a>, entries: &Entries<'a>) -> Self::Scene;

    /// An entry points to other directories.
    fn pointer(&mut self, _ifd: &Ifd, _entry: &TypedEntry<'_, 'a>) {}

    /// An entry has a value that is there. `rows` are those of its tag, where its table has it.
    fn value(&mut self, ifd: &Ifd, scene: &mut Self::Scene, entry: &TypedEntry<'_, 'a>, rows: Option<Rows>);

    /// A directory was read to its end.
    fn leave(&mut self, _ifd: &Ifd, _scene: Self::Scene) {}
}

/// An entry whose value is there, and its type.
pub(super) struct TypedEntry<'e, 'a> {
    pub entry: &'e RawEntry<'a>,
    pub field_type: FieldType,
}

/// Reads a directory and all that it leads to.
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
                // Entered at once, in their order, as ExifTool does: of two tags of one name the later counts.
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
    /// The offsets of the directories that were entered.
    visited: Vec<u64>,
    /// How many pointers were followed, those to visited directories included.
    tried: u32,
}

/// A directory that is being read.
struct Open<'a, S> {
    ifd: Ifd,
    /// The entries to go on with.
    entries: Entries<'a>,
    /// Where the next directory of the chain lies.
    next: Option<u64>,
    scene: S,
}

/// A step of the walk.
enum Step<'a, S> {
    Enter(Ifd),
    Resume(Box<Open<'a, S>>),
}

/// What an entry leads to.
enum Outcome {
    Done,
    /// The directory is nonsense, or the file ends before it does.
    Abandon,
    Enter(Vec<Ifd>),
}

impl<'a, V: Visitor<'a>> Walk<'_, 'a, V> {
    /// Opens a directory, where it is new and all there.
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

    /// Reads entries until one leads to other directories.
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
            // ExifTool takes a directory that starts like this for no directory, and so it is.
            return (entry.index == 0).then_some(Outcome::Abandon);
        };
        let rows = ifd.table.get(entry.tag);
        let is_meant = rows.is_some() || is_followed(ifd.table, entry.tag);
        if let Some(damage) = entry.damage {
            self.damaged(ifd, entry, damage);
            // In a file that ends too early ExifTool gives the rest of the directory up, and what follows; in a block,
            // the entry. A value of which nothing would be shown costs no more than itself anywhere.
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

    /// Tells what is wrong with an entry.
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

/// Whether an entry without a row of its own leads somewhere.
fn is_followed(table: &TagTable, id: u16) -> bool {
    table.is_tiff && (chain::is_pointer(id) || blocks::IDS.contains(&id))
}
