//! Tree → tags, flattened as ExifTool does: a tag's name joins the names of the properties around its value, and the
//! items of a list become one value.

use super::convert::{self, Forms};
use super::guard::Packet;
use super::namespaces::{RDF, Space};
use super::rdf::{Node, Role, Tree};
use super::vocabulary::{self, Print, Property};
use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::sink::Sink;
use crate::slots::Slots;
use crate::tag::{DEFAULT_LANG, Group, Origin, Tag, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Makes tags from the packets of one block: first the main packet, then the extended one.
pub(super) struct Flattener<'s, 'a> {
    cx: &'a Context<'a>,
    pub sink: &'s mut Sink<'a>,
    kind: BlockKind,
    standard: bool,
    /// The number of tags before those of this block.
    before: usize,
    /// The tag made of each known property, by its slot: its index in `made` plus 1, or 0 for none.
    slots: Slots<'a>,
    /// The same for other properties and for languages, by name, group and language.
    others: BTreeMap<(&'a str, &'a str, &'a str), u32>,
    made: Vec<Made>,
    /// The number of the current list. Values join only until another list begins.
    list: u32,
    /// How many more nodes may be visited: references can point to the same node many times.
    left: u32,
    /// Whether the limit on tags was exceeded.
    is_full: bool,
}

/// A tag made by this block.
struct Made {
    tag: usize,
    list: u32,
    joins: bool,
    low: bool,
    print: Print,
}

/// The maximum length of a name in bytes. The longest in the vocabulary has 68; deep structures of unknown members
/// may exceed the maximum, and their names are cut.
const NAME: usize = 512;

/// What surrounds a node: the name so far, and the containers.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // independent facts
struct Scope<'a> {
    group: &'a str,
    /// The property or structure member, if it is known.
    property: Option<&'static Property>,
    /// The name, if the property is unknown; otherwise the prefix of the known name.
    name: &'a str,
    is_root: bool,
    /// Whether an item of a list encloses it, at any level.
    in_item: bool,
    /// Whether an item encloses its value directly.
    is_item: bool,
    /// Whether the innermost container is an `rdf:Alt`.
    is_alternative: bool,
}

const ROOT: Scope<'static> = Scope {
    group: "",
    property: None,
    name: "",
    is_root: true,
    in_item: false,
    is_item: false,
    is_alternative: false,
};

impl<'s, 'a> Flattener<'s, 'a> {
    pub fn new(block: &Block<'a>, cx: &'a Context<'a>, sink: &'s mut Sink<'a>) -> Self {
        let before = sink.tags.len();
        Self {
            cx,
            sink,
            kind: block.kind,
            standard: block.standard,
            before,
            slots: cx.slots(vocabulary::SLOTS),
            others: BTreeMap::new(),
            made: Vec::new(),
            list: 0,
            left: cx.limits.xmp_properties.saturating_mul(2),
            is_full: false,
        }
    }

    /// Adds the tags of a packet.
    pub fn add(&mut self, tree: &Tree<'a>, packet: &Packet<'a>) {
        let source = Source { tree, packet };
        self.sink.tags.reserve((tree.nodes.len() / 2).min(self.cx.limits.xmp_tags as usize));
        let mut references = References::default();
        self.visit(&source, 0, tree.nodes.len(), ROOT, Some(&mut references));
        references.targets.sort_by_key(|(id, _)| *id);
        references.scopes.sort_by_key(|(id, _)| *id);
        for &(id, node) in &references.targets {
            let from = references.scopes.partition_point(|(other, _)| *other < id);
            let scopes = references.scopes.get(from..).unwrap_or_default();
            let scopes = scopes.iter().take_while(|(other, _)| *other == id);
            let end = tree.nodes.get(node).map_or(0, |node| node.end as usize);
            let mut is_used = false;
            for (_, scope) in scopes {
                self.visit(&source, node, end, *scope, None);
                is_used = true;
            }
            if !is_used {
                self.visit(&source, node, end, ROOT, None);
            }
        }
    }

    /// Visits the nodes from `start` to `end`, which are in the scope `outer`. Nodes that others refer to are noted in
    /// `references` and visited later.
    fn visit(
        &mut self,
        source: &Source<'_, 'a>,
        start: usize,
        end: usize,
        outer: Scope<'a>,
        mut references: Option<&mut References<'a>>,
    ) {
        let mut around: Vec<(usize, Scope<'a>)> = Vec::with_capacity(16);
        let mut scope = outer;
        let mut until = end;
        let mut at = start;
        let mut named = source.tree.named.iter().peekable();
        while at < end {
            let Some(node) = source.tree.nodes.get(at) else { return };
            while at >= until {
                let Some((end, outer)) = around.pop() else { return };
                (until, scope) = (end, outer);
            }
            let Some(left) = self.left.checked_sub(1) else {
                let offset = Some(source.packet.absolute(node.position as usize));
                self.cx.issue(
                    IssueCode::TooManyProperties,
                    Stage::Xmp,
                    offset,
                    || "properties beyond the limit",
                );
                return;
            };
            self.left = left;
            let inner_end = node.end as usize;
            let Some(inner) = self.enter(node, at, &scope, &source.tree.spaces) else {
                at = inner_end.max(at + 1);
                continue;
            };
            if let Some(references) = references.as_deref_mut() {
                while named.next_if(|(owner, _)| (*owner as usize) < at).is_some() {}
                if let Some((_, id)) = named.next_if(|(owner, _)| *owner as usize == at) {
                    references.note(id, node.role, at, inner, scope);
                    at = inner_end.max(at + 1);
                    continue;
                }
            }
            if let Some(text) = node.value
                && !inner.is_root
            {
                self.value(node, text, &inner, source.packet);
            }
            at += 1;
            if inner_end > at {
                around.push((until, scope));
                (until, scope) = (inner_end, inner);
            }
        }
    }

    /// The scope of what is inside the node at `at`; `None` if the node is ignored.
    #[inline]
    fn enter(
        &mut self,
        node: &Node<'a>,
        at: usize,
        scope: &Scope<'a>,
        spaces: &[Space<'a>],
    ) -> Option<Scope<'a>> {
        Some(match node.role {
            Role::Ignored => return None,
            Role::Frame => *scope,
            Role::List | Role::Alternatives => {
                if !scope.in_item && node.end as usize > at + 1 {
                    self.list = self.list.saturating_add(1);
                }
                Scope { is_alternative: node.role == Role::Alternatives, ..*scope }
            }
            Role::Item => Scope { in_item: true, is_item: true, ..*scope },
            Role::Property => self.descend(node, scope, spaces),
        })
    }

    /// The scope of the nodes inside a property.
    fn descend(&self, node: &Node<'a>, outer: &Scope<'a>, spaces: &[Space<'a>]) -> Scope<'a> {
        let space = spaces.get(usize::from(node.space));
        let top = || space.and_then(|space| space.known).and_then(|known| known.property(node.local));
        let mut inner = Scope { is_root: false, is_item: false, is_alternative: false, ..*outer };
        // What a description is about does not belong to the property around it.
        if outer.is_root || (node.space == RDF && node.local == "about") {
            inner.name = "";
            inner.group = space.map_or("", |space| space.group);
            inner.property = top();
            if inner.property.is_none() {
                inner.name = self.joined("", node.local);
            }
            return inner;
        }
        match outer.property {
            Some(property) => {
                if let Some(member) = property.member(node.local) {
                    inner.property = Some(member);
                } else if let Some(found) = top().filter(|_| property.open) {
                    inner.property = Some(found);
                    inner.name = self.concat(outer.name, property.prefix);
                } else {
                    inner.property = None;
                    inner.name = self.joined(self.concat(outer.name, property.prefix), node.local);
                }
            }
            None => inner.name = self.joined(outer.name, node.local),
        }
        inner
    }

    /// Joins two parts of a name. A name consists of letters, digits, `-` and `_`, and each part begins with a
    /// capital; a part written all in capitals keeps only its first.
    fn joined(&self, first: &'a str, second: &'a str) -> &'a str {
        let is_own = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_shouted = !second.bytes().any(|byte| byte.is_ascii_lowercase());
        let is_plain = !is_shouted
            && second.bytes().all(is_own)
            && !second.starts_with(|letter: char| letter.is_ascii_lowercase());
        if first.is_empty() && is_plain && second.len() <= NAME {
            return second;
        }
        if first.len() >= NAME {
            return first;
        }
        let length = first.len() + second.len();
        let mut name = bumpalo::collections::String::with_capacity_in(length.min(NAME), self.cx.arena);
        name.push_str(first);
        if !is_shouted && length <= NAME && second.bytes().all(is_own) {
            let (capital, rest) = second.split_at_checked(1).unwrap_or_default();
            name.extend(capital.chars().map(|letter| letter.to_ascii_uppercase()));
            name.push_str(rest);
            return name.into_bump_str();
        }
        // Only the first character is capitalised. If it is dropped, the next one is not capitalised instead.
        let mut begins = first.is_empty() || second.bytes().next().is_some_and(is_own);
        let mut letters = second.bytes().filter(|&byte| is_own(byte)).peekable();
        while let Some(byte) = letters.next().filter(|_| name.len() < NAME) {
            if is_shouted && byte == b'_' && letters.peek().is_some_and(u8::is_ascii_alphabetic) {
                begins = true;
                continue;
            }
            name.push(char::from(match (begins, is_shouted) {
                (true, _) => byte.to_ascii_uppercase(),
                (false, true) => byte.to_ascii_lowercase(),
                (false, false) => byte,
            }));
            begins = false;
        }
        name.into_bump_str()
    }

    fn concat(&self, first: &'a str, second: &'a str) -> &'a str {
        match (first, second) {
            ("", only) | (only, "") => only,
            _ if first.len() >= NAME => first,
            _ => {
                let length = first.len() + second.len();
                let mut both = bumpalo::collections::String::with_capacity_in(length, self.cx.arena);
                both.push_str(first);
                both.push_str(second);
                both.into_bump_str()
            }
        }
    }

    /// Adds the value of a node to the tag of its property, or makes the tag.
    fn value(&mut self, node: &Node<'a>, text: &'a str, scope: &Scope<'a>, packet: &Packet<'a>) {
        let is_localised = match scope.property {
            Some(property) => property.kind == vocabulary::Kind::LangAlt,
            // A value with a language inside an `rdf:Alt` is a language alternative; otherwise items make a list.
            None => scope.is_alternative && !node.lang.is_empty(),
        };
        let lang = if is_localised { self.lang(node.lang) } else { "" };
        let (name, joins, low, print) = if let Some(property) = scope.property {
            (self.concat(scope.name, property.name), property.list, property.low, property.print)
        } else {
            (self.complete(scope.name), scope.is_item && !is_localised, true, Print::Plain)
        };
        let known = scope.property.filter(|_| scope.name.is_empty() && lang.is_empty());
        let mut other = if known.is_none() {
            Some(self.others.entry((name, scope.group, lang)).or_default())
        } else {
            None
        };
        let slot = match (known, other.as_deref()) {
            (Some(property), _) => self.slots.get(property.slot),
            (None, other) => other.copied().unwrap_or_default(),
        };
        let source = Origin {
            block: self.kind,
            offset: packet.absolute(node.position as usize),
            standard: self.standard,
            charset: node.charset,
        };
        if let Some(made) = (slot as usize).checked_sub(1).filter(|made| *made < self.made.len()) {
            return self.repeat(made, text, joins, scope.property, source);
        }
        if self.made.len() >= self.cx.limits.xmp_tags as usize {
            return self.too_many(source.offset);
        }
        let number = u32::try_from(self.made.len() + 1).unwrap_or(u32::MAX);
        if let Some(property) = known {
            self.slots.set(property.slot, number);
        } else if let Some(slot) = other.as_mut() {
            **slot = number;
        }
        let tag = self.sink.tags.len();
        self.made.push(Made { tag, list: self.list, joins, low, print });
        let forms = convert::value(text, scope.property, self.cx);
        self.sink.tags.push(Tag {
            group: Group::Xmp(Cow::Borrowed(scope.group)),
            name: Cow::Borrowed(name),
            lang: is_localised.then_some(Cow::Borrowed(if lang.is_empty() { DEFAULT_LANG } else { lang })),
            value: first(forms.value, joins),
            raw: forms.raw.map(|raw| first(raw, joins)),
            stored: forms.stored.map(|stored| first(stored, joins)),
            known: true,
            is_low: low,
            source,
        });
    }

    /// Adds a value to a tag that was made before: to its list, or in place of its value.
    fn repeat(
        &mut self,
        made: usize,
        text: &'a str,
        joins: bool,
        property: Option<&'static Property>,
        source: Origin,
    ) {
        let Some(made) = self.made.get_mut(made) else { return };
        let is_same_list = made.joins && made.list == self.list;
        if !is_same_list && made.low {
            return;
        }
        let Some(tag) = self.sink.tags.get_mut(made.tag) else { return };
        let forms = convert::value(text, property, self.cx);
        if is_same_list {
            append(tag, forms);
        } else {
            made.list = self.list;
            tag.value = first(forms.value, joins);
            tag.raw = forms.raw.map(|raw| first(raw, joins));
            tag.stored = forms.stored.map(|stored| first(stored, joins));
            tag.source = source;
        }
    }

    fn too_many(&mut self, offset: u64) {
        if !std::mem::replace(&mut self.is_full, true) {
            self.cx.issue(IssueCode::TooManyTags, Stage::Xmp, Some(offset), || "tags beyond the limit");
        }
    }

    /// ExifTool puts `Tag` before a name that has one letter or does not begin with one.
    fn complete(&self, name: &'a str) -> &'a str {
        let is_complete = name.len() > 1 && name.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if is_complete { name } else { self.concat("Tag", name) }
    }

    /// A language in ExifTool's form: lower case, with a two-letter region after the language in upper case; empty
    /// for `x-default`.
    fn lang(&self, lang: &'a str) -> &'a str {
        if lang.is_empty() || lang.eq_ignore_ascii_case("x-default") {
            return "";
        }
        // The second part of `en-us` is a region; that of `zh-hans-cn` is a script.
        let is_region = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let mut parts = lang.split('-');
        let language = parts.next().filter(|language| (2..4).contains(&language.len()));
        let region = language
            .filter(|_| parts.next().is_some_and(is_region))
            .map_or(0..0, |language| language.len()..language.len() + 3);
        let is_done = lang.bytes().enumerate().all(|(at, byte)| {
            if region.contains(&at) {
                !byte.is_ascii_lowercase()
            } else {
                !byte.is_ascii_uppercase() && byte != b'_'
            }
        });
        if is_done {
            return lang;
        }
        let letters = lang.char_indices().map(|(at, letter)| match letter {
            '_' => '-',
            _ if region.contains(&at) => letter.to_ascii_uppercase(),
            _ => letter.to_ascii_lowercase(),
        });
        bumpalo::collections::String::from_iter_in(letters, self.cx.arena).into_bump_str()
    }

    /// Completes the tags: formats the values that are printed as a whole, and merges the tags with those of an
    /// earlier packet.
    pub fn finish(self) {
        for made in &self.made {
            if let Some(tag) = self.sink.tags.get_mut(made.tag) {
                convert::whole(tag, made.print);
            }
        }
        // A sidecar's tags are kept beside the picture's own: the consolidation chooses between them.
        let earlier = self.sink.tags.iter().take(self.before);
        if self.kind != BlockKind::Xmp || !earlier.into_iter().any(|tag| tag.source.block == BlockKind::Xmp) {
            return;
        }
        let offset = self.sink.tags.get(self.before).map(|tag| tag.source.offset);
        self.cx.issue(
            IssueCode::SecondPacket,
            Stage::Xmp,
            offset,
            || "of two XMP packets the later one counts",
        );
        // As within a packet, the last value wins, but for properties of low rank the first.
        let added = self.sink.tags.split_off(self.before);
        let mut earlier = HashMap::new();
        for (place, tag) in self.sink.tags.iter().enumerate() {
            if tag.source.block == BlockKind::Xmp {
                earlier.insert((tag.group.clone(), tag.name.clone(), tag.lang.clone()), place);
            }
        }
        for (mut tag, made) in added.into_iter().zip(&self.made) {
            match earlier.get(&(tag.group.clone(), tag.name.clone(), tag.lang.clone())) {
                Some(&place) => {
                    if let Some(old) = self.sink.tags.get_mut(place).filter(|_| !made.low) {
                        std::mem::swap(old, &mut tag);
                    }
                    self.sink.superseded.push(tag);
                }
                None => self.sink.tags.push(tag),
            }
        }
    }
}

/// A packet, and the tree that was parsed from it.
struct Source<'w, 'a> {
    tree: &'w Tree<'a>,
    packet: &'w Packet<'a>,
}

/// The nodes that `rdf:nodeID` connects [RDF/XML 2.10].
#[derive(Default)]
struct References<'a> {
    targets: Vec<(&'a str, usize)>,
    scopes: Vec<(&'a str, Scope<'a>)>,
}

impl<'a> References<'a> {
    /// Notes the node at `at`, whose `rdf:nodeID` is `id`. A property refers to another node. Any other node is a
    /// target, and also the value of the property around it.
    fn note(&mut self, id: &'a str, role: Role, at: usize, inner: Scope<'a>, outer: Scope<'a>) {
        if role == Role::Property {
            self.scopes.push((id, inner));
            return;
        }
        self.targets.push((id, at));
        if !outer.is_root {
            self.scopes.push((id, outer));
        }
    }
}

/// The first value of a property; for a list property, a list with one item.
fn first(value: Value<'_>, joins: bool) -> Value<'_> {
    if joins { Value::List(vec![value]) } else { value }
}

/// Appends to a tag's list. The raw and stored forms become lists of the same length once any value has them.
fn append<'a>(tag: &mut Tag<'a>, forms: Forms<'a>) {
    for (list, form) in [(&mut tag.raw, forms.raw), (&mut tag.stored, forms.stored)] {
        if form.is_some() || list.is_some() {
            let item = form.unwrap_or_else(|| forms.value.clone());
            push(list.get_or_insert_with(|| tag.value.clone()), item);
        }
    }
    push(&mut tag.value, forms.value);
}

fn push<'a>(list: &mut Value<'a>, item: Value<'a>) {
    match list {
        Value::List(items) => items.push(item),
        single => {
            let first = std::mem::replace(single, Value::Int(0));
            *single = Value::List(vec![first, item]);
        }
    }
}
