//! A structure: a property whose parts mean something only together, such as a region's name and its box.
//!
//! Tags do not tell which name belongs to which box once a region has no name. The few properties that the
//! consolidation needs as a whole are therefore handed on beside the tags. The parts of one lie in one array in the
//! order of the document, each with the number of parts below it, so nothing that reads them recurses on input.

use crate::tag::Origin;

/// A property with all of its parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Structure<'a> {
    /// The namespace's part of the group, as in [`crate::Group::Xmp`].
    pub group: &'static str,
    /// Its name in the schema, without a prefix.
    pub name: &'static str,
    /// Where it was found.
    pub source: Origin,
    /// The property itself and all parts below it.
    pub parts: &'a [Part<'a>],
}

/// A member of a structure, or an item of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The member's name in its schema, without a prefix; empty for an item.
    pub name: &'a str,
    /// The text, where it has one of its own.
    pub text: Option<&'a str>,
    /// The language of an item of a language alternative; else empty.
    pub lang: &'a str,
    /// The byte of the file at which it stands.
    pub offset: u64,
    /// How many of the parts that follow are parts of this one.
    pub below: u32,
}

/// A part together with what is below it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch<'a> {
    pub part: &'a Part<'a>,
    below: &'a [Part<'a>],
}

impl<'a> Structure<'a> {
    /// The property itself.
    pub fn root(&self) -> Option<Branch<'a>> {
        let (part, below) = self.parts.split_first()?;
        Some(Branch { part, below })
    }
}

impl<'a> Branch<'a> {
    /// The member of this name.
    pub fn member(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.part.name == name)
    }

    /// The items of the list; what is written without a list around it is its own only item.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let is_list = self.children().any(|child| child.part.name.is_empty());
        let alone = (!is_list && !self.below.is_empty()).then_some(self);
        self.children().filter(|child| child.part.name.is_empty()).chain(alone)
    }

    /// The text without blanks around it: its own, that of its `x-default`, or that of its first item.
    pub fn text(self) -> Option<&'a str> {
        let own = |branch: Self| branch.part.text.map(str::trim).filter(|text| !text.is_empty());
        let items = || self.children().filter(|child| child.part.name.is_empty());
        let is_default = |item: &Self| item.part.lang.eq_ignore_ascii_case("x-default");
        own(self).or_else(|| items().find(is_default).and_then(own)).or_else(|| items().find_map(own))
    }

    /// The text of the member of this name.
    pub fn text_of(self, name: &str) -> Option<&'a str> {
        self.member(name)?.text()
    }

    /// The members and items, in the order of the document.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let mut rest = self.below;
        std::iter::from_fn(move || {
            let (part, after) = rest.split_first()?;
            let (below, next) = after.split_at_checked(usize::try_from(part.below).ok()?)?;
            rest = next;
            Some(Self { part, below })
        })
    }
}
