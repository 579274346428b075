//! A structure: a property whose parts have a meaning only together, such as the name and the box of a region.
//!
//! If one region has no name, the tags no longer show which name belongs to which box. The few properties that the
//! consolidation needs as a whole are therefore passed on in addition to the tags. The parts of a property are in one
//! array in document order, each with the number of parts below it, so that readers do not recurse on input.

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
    /// Its own text, if it has any.
    pub text: Option<&'a str>,
    /// The language, if this is an item of a language alternative; else empty.
    pub lang: &'a str,
    /// The offset in the file at which it starts.
    pub offset: u64,
    /// How many of the following parts belong to this one.
    pub below: u32,
}

/// A part with everything below it.
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
    /// The member with this name.
    pub fn member(self, name: &str) -> Option<Self> {
        self.children().find(|child| child.part.name == name)
    }

    /// The items of the list. A value that is not in a list is its own only item.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let is_list = self.children().any(|child| child.part.name.is_empty());
        let alone = (!is_list && !self.below.is_empty()).then_some(self);
        self.children().filter(|child| child.part.name.is_empty()).chain(alone)
    }

    /// The trimmed text: its own, that of the `x-default` item, or that of the first item with text.
    pub fn text(self) -> Option<&'a str> {
        let own = |branch: Self| branch.part.text.map(str::trim).filter(|text| !text.is_empty());
        let items = || self.children().filter(|child| child.part.name.is_empty());
        let is_default = |item: &Self| item.part.lang.eq_ignore_ascii_case("x-default");
        own(self).or_else(|| items().find(is_default).and_then(own)).or_else(|| items().find_map(own))
    }

    /// The text of the member with this name.
    pub fn text_of(self, name: &str) -> Option<&'a str> {
        self.member(name)?.text()
    }

    /// The members and items, in document order.
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
