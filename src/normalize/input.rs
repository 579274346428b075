//! The input: the tags of a file, and what else their consolidation needs to know.

use super::dates::clocks::Clocks;
use super::options::{Options, Profile, SidecarPolicy};
use super::table_tags::{is_maker, is_of_colours};
use crate::block::BlockKind;
use crate::companion::Companion;
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::structure::Structure;
use crate::tag::{Group, Tag};
use std::cell::OnceCell;
use std::fmt::{Display, Write};

/// The tags of a file, and what else their consolidation needs to know.
pub(crate) struct Input<'f, 'a> {
    pub tags: &'f [Tag<'a>],
    /// Tags that are not shown: those that a later packet replaces, and those of the samples of films.
    pub superseded: &'f [Tag<'a>],
    /// XMP structures as a whole. The tags have their members one by one.
    pub structures: &'f [Structure<'a>],
    /// Where the picture's XMP packets begin, in their order.
    pub packets: &'f [u64],
    /// The parts and files that belong to the picture, as far as decoders have found them.
    pub companions: &'f [Companion<'a>],
    /// The length of the file.
    pub length: u64,
    /// Width and height of the picture in pixels, as it is stored.
    pub size: Option<(u32, u32)>,
    /// The orientation, if the file has one: the EXIF code, 1 to 8.
    pub orientation: Option<u8>,
    pub options: &'f Options,
    pub cx: &'f Context<'a>,
    /// The tags with dates and times; empty until a date needs them.
    pub clocks: OnceCell<Clocks<'f, 'a>>,
    /// The tags of maker notes; empty until they are needed.
    pub notes: OnceCell<Vec<&'f Tag<'a>>>,
    /// The tags that may tell of the picture's colours; empty until they are needed.
    pub colours: OnceCell<Vec<&'f Tag<'a>>>,
}

impl<'f, 'a> Input<'f, 'a> {
    /// The tags of a file, without further information.
    #[cfg(test)]
    pub(crate) fn of(tags: &'f [Tag<'a>], options: &'f Options, cx: &'f Context<'a>) -> Self {
        let clocks = OnceCell::new();
        Self {
            tags,
            superseded: &[],
            structures: &[],
            packets: &[],
            companions: &[],
            length: 0,
            size: None,
            orientation: None,
            options,
            cx,
            clocks,
            notes: OnceCell::new(),
            colours: OnceCell::new(),
        }
    }

    /// The tags with dates and times.
    pub(crate) fn clocks(&self) -> &Clocks<'f, 'a> {
        self.clocks.get_or_init(|| Clocks::of(self.tags, self.superseded))
    }

    /// The tags of maker notes from which fields may be made. The documented fields are those of the standards.
    pub(crate) fn notes(&self) -> &[&'f Tag<'a>] {
        self.notes.get_or_init(|| {
            let is_wanted = |tag: &&Tag<'a>| self.options.profile == Profile::Full && is_maker(tag);
            self.tags.iter().filter(is_wanted).collect()
        })
    }

    /// The tags that may tell of the picture's colours.
    pub(crate) fn colours(&self) -> &[&'f Tag<'a>] {
        self.colours.get_or_init(|| self.tags.iter().filter(|tag| is_of_colours(tag)).collect())
    }

    /// The first tag of this group and name, of any language.
    pub(crate) fn tag(&self, group: &Group<'_>, name: &str) -> Option<&'f Tag<'a>> {
        self.tags.iter().find(|tag| tag.name == name && tag.group == *group)
    }

    /// Whether this block comes after the others: a sidecar comes first, or last if it only fills gaps.
    pub(crate) fn comes_second(&self, block: BlockKind) -> bool {
        (block == BlockKind::SidecarXmp) == (self.options.sidecar == SidecarPolicy::Fill)
    }

    /// The structure with this name, from the sidecar or the picture, whichever comes first.
    pub(crate) fn structure(&self, group: &str, name: &str) -> Option<&'f Structure<'a>> {
        let all = self.structures.iter().filter(|one| one.group == group && one.name == name);
        all.min_by_key(|one| self.comes_second(one.source.block))
    }

    /// Records an issue about a tag. It is recorded once even if the tag carries several fields. `detail` follows the
    /// tag's name.
    pub(crate) fn issue(&self, code: IssueCode, tag: &Tag<'_>, detail: impl Display) {
        self.cx.issue_once(code, Stage::Normalize, tag.source.offset, || {
            // Enough for most issues, so that the text rarely has to grow.
            let mut text = String::with_capacity(96);
            // Writing to a string cannot fail.
            let _ = write!(text, "{}:{} {detail}", tag.group, tag.name);
            text
        });
    }
}
