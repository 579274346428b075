//! What all readers of one file share: limits, budget, issues, and the memory for decoded text.

use crate::issue::{Issue, Stage};
use crate::issue_code::IssueCode;
use crate::limits::{Budget, Limits};
use crate::slots::{Slots, SpareSlots};
use bumpalo::Bump;
use std::cell::RefCell;

/// The shared state for reading one file.
#[allow(clippy::struct_excessive_bools)] // each is a question of its own
pub struct Context<'a> {
    /// The limits for this file.
    pub limits: &'a Limits,
    /// Memory for decoded text and joined blocks, freed as a whole.
    pub arena: &'a Bump,
    /// The character set of IPTC and EXIF text that declares none and is not UTF-8.
    pub fallback_charset: &'static encoding_rs::Encoding,
    /// Whether tags of unknown meaning are emitted too.
    pub unknown: bool,
    /// Whether tags are wanted and not only the object, which has no values that are shown by their length.
    pub shows_tags: bool,
    /// Whether colour profiles are wanted.
    pub profiles: bool,
    /// Whether the texts of PNG are wanted.
    pub texts: bool,
    /// Whether all samples of the timed metadata of films are read, and not only the first of each track.
    pub tracks: bool,
    /// Whether the blocks are kept, so that they can be decoded again.
    pub keeps_blocks: bool,
    /// The letters of the fallback set, once they have been computed.
    pub(crate) letters: std::cell::Cell<Option<u128>>,
    budget: Budget,
    /// How many more bytes may be decompressed.
    pub(crate) inflate: Budget,
    issues: RefCell<Vec<Issue>>,
    dropped: std::cell::Cell<usize>,
    /// Tables that are not in use.
    pub(crate) slots: RefCell<Vec<SpareSlots>>,
    /// Memory for the part of the file that is being searched; empty while a search has taken it.
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
            profiles: true,
            texts: true,
            tracks: false,
            keeps_blocks: false,
            budget: Budget::new(limits.read),
            inflate: Budget::new(limits.inflate),
            issues: RefCell::default(),
            dropped: std::cell::Cell::default(),
            letters: std::cell::Cell::default(),
            slots: RefCell::default(),
            searched: std::cell::Cell::default(),
        }
    }

    /// Charges `bytes` that are read, copied or decoded to the budget; `None` if it does not cover them.
    pub fn spend(&self, bytes: u64) -> Option<()> {
        let paid = self.budget.spend(bytes);
        if paid.is_none() {
            let detail = || format!("{bytes} more bytes asked for than {} allowed", self.limits.read);
            self.issue(IssueCode::Budget, Stage::Container, None, detail);
        }
        paid
    }

    /// Records an issue. Beyond the limit, issues are only counted and their text is never built.
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

    /// Records an issue at a place, unless the place already has one with this code.
    pub fn issue_once<D: Into<String>>(
        &self,
        code: IssueCode,
        stage: Stage,
        offset: u64,
        detail: impl FnOnce() -> D,
    ) {
        if !self.has_issue(&code, stage, offset) {
            self.issue(code, stage, Some(offset), detail);
        }
    }

    /// Whether this issue has already been recorded.
    pub fn has_issue(&self, code: &IssueCode, stage: Stage, offset: u64) -> bool {
        let is_same =
            |issue: &Issue| issue.code == *code && issue.stage == stage && issue.offset == Some(offset);
        self.issues.borrow().iter().any(is_same)
    }

    /// A table of `len` numbers, all of them 0.
    pub(crate) fn slots(&'a self, len: usize) -> Slots<'a> {
        Slots::taken(len, &self.slots)
    }

    /// The bytes beyond ASCII that are letters in the fallback set, one bit each.
    pub(crate) fn letters(&self) -> u128 {
        let letters = self.letters.get().unwrap_or_else(|| crate::charset::letters(self.fallback_charset));
        self.letters.set(Some(letters));
        letters
    }

    /// Copies text into the arena.
    pub fn text(&self, text: &str) -> &'a str {
        self.arena.alloc_str(text)
    }

    /// All issues so far, with one more that counts those beyond the limit.
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
