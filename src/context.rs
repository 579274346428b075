//! What every reader of one file shares: limits, budget, issues, and the memory that decoded text lies in.

use crate::issue::{Issue, Stage};
use crate::issue_code::IssueCode;
use crate::limits::{Budget, Limits};
use bumpalo::Bump;
use std::cell::RefCell;

/// Memory that files use one after another.
#[derive(Default)]
pub struct Memory {
    /// What is decoded; emptied for each file.
    pub arena: Bump,
    /// The head of a file, and further ranges of it. It keeps what it held and grows to the longest, so that no file
    /// pays for blank bytes.
    pub head: Vec<u8>,
    /// The same of a sidecar.
    pub sidecar: Vec<u8>,
    /// Tables that are not in use.
    pub slots: Vec<SpareSlots>,
    /// What is searched of a file; it too keeps what it held.
    pub searched: Vec<u8>,
    /// The letters of a character set.
    pub letters: Option<(&'static encoding_rs::Encoding, u128)>,
    /// Room for the tags of a file.
    pub tags: Vec<crate::tag::Tag<'static>>,
}

/// Gives the memory of tags to those of another file.
pub(crate) fn emptied<'b>(mut tags: Vec<crate::tag::Tag<'_>>) -> Vec<crate::tag::Tag<'b>> {
    /// The rare file that has more is no reason to keep more.
    const KEPT: usize = 4096;
    if tags.capacity() > KEPT {
        return Vec::new();
    }
    tags.clear();
    // Nothing is there to be mapped: the vector goes on with its memory.
    tags.into_iter().map_while(|_| None).collect()
}

/// A table that is not in use: its numbers, which are all 0, and room for the places of those that are not.
pub(crate) type SpareSlots = (Vec<u32>, Vec<u16>);

/// A table of numbers, which are 0 but where they were set. Its memory is used again, and only what was set is blanked
/// for it: most tables are large, and most files set little.
pub(crate) struct Slots<'a> {
    numbers: Vec<u32>,
    set: Vec<u16>,
    spare: &'a RefCell<Vec<SpareSlots>>,
}

impl Slots<'_> {
    /// The number at `place`; 0 beyond the end.
    pub fn get(&self, place: u16) -> u32 {
        self.numbers.get(usize::from(place)).copied().unwrap_or_default()
    }

    /// Sets the number at `place`.
    pub fn set(&mut self, place: u16, number: u32) {
        let Some(slot) = self.numbers.get_mut(usize::from(place)) else { return };
        if *slot == 0 {
            self.set.push(place);
        }
        *slot = number;
    }
}

impl Drop for Slots<'_> {
    fn drop(&mut self) {
        for place in self.set.drain(..) {
            if let Some(slot) = self.numbers.get_mut(usize::from(place)) {
                *slot = 0;
            }
        }
        self.spare.borrow_mut().push((std::mem::take(&mut self.numbers), std::mem::take(&mut self.set)));
    }
}

/// The circumstances of one file.
pub struct Context<'a> {
    /// The bounds of this file.
    pub limits: &'a Limits,
    /// Memory for decoded text and joined blocks, freed as a whole.
    pub arena: &'a Bump,
    /// The set that undeclared IPTC and EXIF text is read as where it is not UTF-8.
    pub fallback_charset: &'static encoding_rs::Encoding,
    /// Whether tags of unknown meaning are emitted too.
    pub unknown: bool,
    /// Whether tags are shown, and not the object alone, which has no data that is shown by its length.
    pub shows_tags: bool,
    /// Whether the blocks are kept, so that they can be decoded again.
    pub keeps_blocks: bool,
    /// How the character set of the text decoded last was found; taken by the decoder that makes a tag of it.
    pub charset: std::cell::Cell<Option<crate::text::CharsetRung>>,
    /// The letters of the fallback set, once they were asked for.
    pub(crate) letters: std::cell::Cell<Option<u128>>,
    budget: Budget,
    /// What compressed parts may still become.
    pub(crate) inflate: Budget,
    issues: RefCell<Vec<Issue>>,
    dropped: std::cell::Cell<usize>,
    /// Whether the standard IIM block was found, and the number of the last other one.
    iim_blocks: std::cell::Cell<(bool, u16)>,
    /// Where the picture's XMP packets begin.
    packets: RefCell<Vec<u64>>,
    /// Whether a manifest store was found.
    manifest_store: std::cell::Cell<bool>,
    /// Tables that are not in use.
    pub(crate) slots: RefCell<Vec<SpareSlots>>,
    /// Memory for a stretch of the file that is searched, while no search has it.
    pub(crate) searched: std::cell::Cell<Vec<u8>>,
}

impl<'a> Context<'a> {
    /// A fresh context with nothing spent.
    pub fn new(
        limits: &'a Limits,
        arena: &'a Bump,
        fallback_charset: &'static encoding_rs::Encoding,
    ) -> Self {
        Self {
            limits,
            arena,
            fallback_charset,
            unknown: false,
            shows_tags: true,
            keeps_blocks: false,
            budget: Budget::new(limits.read),
            inflate: Budget::new(limits.inflate),
            issues: RefCell::default(),
            dropped: std::cell::Cell::default(),
            iim_blocks: std::cell::Cell::default(),
            packets: RefCell::default(),
            manifest_store: std::cell::Cell::default(),
            letters: std::cell::Cell::default(),
            slots: RefCell::default(),
            searched: std::cell::Cell::default(),
            charset: std::cell::Cell::default(),
        }
    }

    /// The number of an IIM block of the file. The first one in its standard place is 1, even where others came
    /// before it; those count from 2.
    pub fn number_iim(&self, standard: bool) -> u16 {
        let (is_first_found, last_other) = self.iim_blocks.get();
        if standard && !is_first_found {
            self.iim_blocks.set((true, last_other));
            return 1;
        }
        let number = last_other.max(1).saturating_add(1);
        self.iim_blocks.set((is_first_found, number));
        number
    }

    /// Remembers where an XMP packet of the picture begins.
    pub fn add_packet(&self, start: u64) {
        let mut packets = self.packets.borrow_mut();
        let at = packets.partition_point(|other| *other <= start);
        packets.insert(at, start);
    }

    /// The number of the XMP packet that holds this byte of the file, from 1; a chunk of extended XMP may lie before
    /// the packet that it extends.
    pub fn packet_at(&self, offset: u64) -> usize {
        self.packets.borrow().partition_point(|start| *start <= offset).max(1)
    }

    /// Whether this is the first manifest store of the file: it may have one [C2PA 2.1 11.1.4].
    pub fn is_first_manifest_store(&self) -> bool {
        !self.manifest_store.replace(true)
    }

    /// Pays for `bytes` that are read, copied or decoded; `None` where the budget does not cover them.
    pub fn spend(&self, bytes: u64) -> Option<()> {
        let paid = self.budget.spend(bytes);
        if paid.is_none() {
            let detail = || format!("{bytes} more bytes asked for than {} allowed", self.limits.read);
            self.issue(IssueCode::Budget, Stage::Container, None, detail);
        }
        paid
    }

    /// Records an issue; beyond the bound it is only counted, and its text never made.
    pub fn issue<D: Into<String>>(
        &self,
        code: IssueCode,
        stage: Stage,
        offset: Option<u64>,
        detail: impl FnOnce() -> D,
    ) {
        let mut issues = self.issues.borrow_mut();
        if issues.len() < self.limits.issues {
            issues.push(Issue { code, stage, offset, detail: detail().into() });
        } else {
            self.dropped.set(self.dropped.get().saturating_add(1));
        }
    }

    /// Whether this issue is recorded already.
    pub fn has_issue(&self, code: &IssueCode, stage: Stage, offset: u64) -> bool {
        let is_same =
            |issue: &Issue| issue.code == *code && issue.stage == stage && issue.offset == Some(offset);
        self.issues.borrow().iter().any(is_same)
    }

    /// A table of `len` numbers, all of them 0.
    pub(crate) fn slots(&'a self, len: usize) -> Slots<'a> {
        let mut spare = self.slots.borrow_mut();
        let place = spare.iter().rposition(|(numbers, _)| numbers.len() >= len);
        let (numbers, set) =
            place.map_or_else(|| (vec![0; len], Vec::new()), |place| spare.swap_remove(place));
        Slots { numbers, set, spare: &self.slots }
    }

    /// The bytes beyond ASCII that are letters in the fallback set, a bit each.
    pub(crate) fn letters(&self) -> u128 {
        let letters = self.letters.get().unwrap_or_else(|| crate::text::letters(self.fallback_charset));
        self.letters.set(Some(letters));
        letters
    }

    /// Copies text into the arena.
    pub fn text(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    /// All issues so far, with one line for those beyond the bound.
    pub fn take_issues(&self) -> Vec<Issue> {
        let mut issues = self.issues.take();
        let dropped = self.dropped.take();
        if dropped > 0 {
            let detail = format!("and {dropped} more issues");
            let code = IssueCode::MoreIssues;
            issues.push(Issue { code, stage: Stage::Container, offset: None, detail });
        }
        issues
    }
}
