//! The tags that rows ask for, found in one pass over all tags, and which of several tags of one name is meant.

use super::rows::{NAMES, Name, Of, number};
use crate::block::BlockKind;
use crate::tag::{Group, Tag};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

/// The tags that rows ask for, by the numbers of their names.
pub(super) struct Found<'b> {
    /// The last tag of each name: its place in `tags` counted from 1, or 0.
    last: [u16; NAMES.len()],
    /// The tags, each with the one of its name that was found before it.
    tags: ArenaVec<'b, Entry>,
    /// The directory of the full picture, if the file says which one it is.
    main: Option<Group<'static>>,
}

#[derive(Clone, Copy)]
struct Entry {
    /// The index of the tag.
    tag: u32,
    /// The place of the one before it, counted from 1.
    before: u16,
}

impl<'b> Found<'b> {
    /// Finds the tags that rows may ask for.
    pub fn of(tags: &[Tag<'_>], arena: &'b Bump) -> Self {
        let mut found = Self { last: [0; NAMES.len()], tags: ArenaVec::new_in(arena), main: None };
        for (at, tag) in tags.iter().enumerate() {
            // What stands beside the picture is no part of it.
            if tag.known && !matches!(tag.source.block, BlockKind::SidecarXmp | BlockKind::TakeoutJson) {
                found.add(at, tag);
            }
        }
        found
    }

    /// Adds a tag if rows ask for its name.
    pub fn add(&mut self, at: usize, tag: &Tag<'_>) {
        let Some(number) = number(&tag.name) else { return };
        let (Some(last), Ok(place), Ok(at)) =
            (self.last.get_mut(number), u16::try_from(self.tags.len() + 1), u32::try_from(at))
        else {
            return;
        };
        self.tags.push(Entry { tag: at, before: std::mem::replace(last, place) });
        if tag.name == "SubfileType" && self.main.is_none() {
            self.main = full_picture(tag);
        }
    }

    /// Whether there is a tag of this name.
    pub fn has(&self, name: u8) -> bool {
        self.last.get(usize::from(name)).is_some_and(|last| *last > 0)
    }

    /// The index of the tag that is meant by a name and its groups. Of several, it is the last, as `ExifTool` has it; but
    /// those that stand back count only if there are no others, and then the first does.
    pub fn resolve(&self, name: u8, of: Of, tags: &[Tag<'_>]) -> Option<usize> {
        let about = NAMES.get(usize::from(name))?;
        let mut next = *self.last.get(usize::from(name))?;
        let mut best: Option<(usize, Rank)> = None;
        while let Some(entry) = usize::from(next).checked_sub(1).and_then(|place| self.tags.get(place)) {
            next = entry.before;
            let at = usize::try_from(entry.tag).ok()?;
            let Some(tag) = tags.get(at).filter(|tag| of.has(tag)) else { continue };
            let rank = self.rank(tag, about);
            // From the last to the first: an earlier one wins only by its rank, or among those that stand back.
            let wins = best.is_none_or(|(_, other)| rank > other || (rank == other && rank == Rank::Low));
            if wins {
                best = Some((at, rank));
            }
        }
        best.map(|(at, _)| at)
    }

    fn rank(&self, tag: &Tag<'_>, name: &Name) -> Rank {
        let is_exif = Of::Exif.has(tag);
        if is_exif && self.main.as_ref() == Some(&tag.group) {
            return Rank::Main;
        }
        if tag.is_low || name.low.iter().any(|group| group.has(tag)) {
            return Rank::Low;
        }
        match &tag.group {
            Group::Ifd(1..) | Group::SubIfd(_) if is_exif => Rank::Low,
            Group::ExifIfd if is_exif && name.is_late => Rank::Late,
            // A maker note stands in the directory of Exif, before or behind the tags of these names.
            _ if tag.source.block == BlockKind::MakerNote => Rank::Note,
            Group::Ifd(0) if is_exif => Rank::First,
            _ if is_exif => Rank::Early,
            _ => Rank::Usual,
        }
    }
}

/// How much a tag counts among those of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Low,
    Early,
    Note,
    Late,
    First,
    Usual,
    Main,
}

/// The directory of a tag that says that its directory is the one of the full picture [TIFF6 `NewSubfileType`].
fn full_picture(tag: &Tag<'_>) -> Option<Group<'static>> {
    let is_full = tag.raw().as_f64() == Some(0.0) && Of::Exif.has(tag);
    is_full.then(|| tag.group.clone().into_owned())
}
