//! From the tree to tags: each value under the names of its property and of the structure members down to it.

use super::convert::{Converted, convert};
use super::guard::Packet;
use super::rdf::{Kind as NodeKind, Node, Tree};
use super::vocabulary::{Kind, Property};
use crate::block::BlockKind;
use crate::context::Context;
use crate::tag::{Group, Origin, Sink, Tag, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// Emits the tags of a packet.
pub(crate) fn flatten<'a>(
    tree: Tree<'a>,
    packet: Packet<'a>,
    standard: bool,
    cx: &'a Context<'a>,
    sink: &mut Sink<'a>,
) {
    let origin = |at: usize| Origin { block: BlockKind::Xmp, offset: packet.absolute(at), standard };
    let header = |group: &'static str, name: &'static str, text: Cow<'a, str>, at: usize| Tag {
        group: Group::Xmp(Cow::Borrowed(group)),
        name: Cow::Borrowed(name),
        lang: None,
        value: Value::Text(text),
        raw: None,
        stored: None,
        source: origin(at),
    };
    if let Some((toolkit, at)) = tree.toolkit {
        sink.tags.push(header("x", "XMPToolkit", toolkit, at));
    }
    if let Some((about, at)) = tree.about.into_iter().last() {
        sink.tags.push(header("rdf", "About", about, at));
    }
    let groups: Vec<_> = tree
        .namespaces
        .iter()
        .map(|namespace| match namespace.schema {
            Some(schema) => Cow::Borrowed(schema.group),
            None => Cow::Borrowed(cx.text(&namespace.prefix)),
        })
        .collect();
    let paths = paths(&tree.nodes, &tree.namespaces, cx);
    let mut slots: HashMap<_, Slot> = HashMap::new();
    for (index, node) in tree.nodes.into_iter().enumerate() {
        let Some(path) = paths.get(index) else { continue };
        if node.branch {
            continue;
        }
        let list = path.is_list(&node);
        let lang = path.language(node.lang).map(|lang| language(lang, cx));
        let slot = slots.entry((path.namespace, path.id, lang)).or_default();
        let text = if node.text.contains('\n') && node.text.trim().is_empty() { Cow::Borrowed("") } else { node.text };
        let converted = convert(text, path.property, cx);
        let Some(tag) = slot.tag.and_then(|tag| sink.tags.get_mut(tag)) else {
            slot.tag = Some(sink.tags.len());
            slot.root = path.root;
            sink.tags.push(Tag {
                group: Group::Xmp(groups.get(path.namespace).cloned().unwrap_or_default()),
                name: Cow::Borrowed(path.property.map_or_else(|| tag_name(path.id, cx), |property| property.name)),
                lang: lang.map(Cow::Borrowed),
                value: first(converted.value, list),
                raw: converted.raw.map(|raw| first(raw, list)),
                stored: converted.stored.map(|stored| first(stored, list)),
                source: origin(node.at),
            });
            continue;
        };
        let same_list = match path.property {
            Some(property) => property.list && slot.root == path.root,
            None => list && slot.root == path.root,
        };
        if same_list {
            append(tag, converted);
        } else if path.property.is_some_and(|property| !property.avoid) {
            // A later property of the same name takes the place of the earlier one.
            slot.root = path.root;
            tag.value = first(converted.value, list);
            tag.raw = converted.raw.map(|raw| first(raw, list));
            tag.stored = converted.stored.map(|stored| first(stored, list));
            tag.source = origin(node.at);
        }
    }
}

/// Where a value belongs.
#[derive(Clone, Copy)]
struct Path<'a> {
    /// The namespace of the property, whatever those of its members.
    namespace: usize,
    /// The local names from the property down, joined.
    id: &'a str,
    property: Option<&'static Property>,
    /// The node of the property.
    root: usize,
}

impl Path<'_> {
    /// The language that makes a tag of its own: not the default, and only of what may be an alternative.
    fn language<'l>(&self, lang: Option<&'l str>) -> Option<&'l str> {
        let may = self.property.is_none_or(|property| property.kind == Kind::LangAlt);
        lang.filter(|lang| may && !lang.is_empty() && !lang.eq_ignore_ascii_case("x-default"))
    }

    fn is_list(&self, node: &Node<'_>) -> bool {
        match self.property {
            Some(property) => property.list,
            None => node.kind == NodeKind::Item && node.local != "value" && node.lang.is_none(),
        }
    }
}

fn paths<'a>(
    nodes: &[Node<'a>],
    namespaces: &[super::rdf::Namespace<'_>],
    cx: &'a Context<'a>,
) -> Vec<Path<'a>> {
    let mut paths: Vec<Path<'a>> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let above = node.parent.and_then(|parent| paths.get(parent)).copied();
        let path = match (node.kind, above) {
            (NodeKind::Item, Some(above)) => above,
            (_, above) => {
                let namespace = above.map_or(node.namespace, |above| above.namespace);
                let schema = namespaces.get(namespace).and_then(|namespace| namespace.schema);
                let id_of = |local| above.map_or(local, |above| joined(above.id, local, cx));
                let known = id_of(node.local);
                let property = schema.and_then(|schema| schema.property(known));
                let id = if property.is_some() { known } else { id_of(soften(node.local, cx)) };
                Path { namespace, id, property, root: above.map_or(index, |above| above.root) }
            }
        };
        paths.push(path);
    }
    paths
}

/// Longer names are cut: a chain of nested members would grow with the square of its depth.
const LONGEST_NAME: usize = 512;

/// The local name as it counts in an id: one without any small letter is written small (`API` as `api`), and an
/// underscore in it as a capital after it.
fn soften<'a>(local: &'a str, cx: &'a Context<'a>) -> &'a str {
    if local.len() < 2 || local.bytes().any(|b| b.is_ascii_lowercase()) || !local.bytes().any(|b| b.is_ascii_uppercase()) {
        return local;
    }
    let mut out = bumpalo::collections::String::with_capacity_in(local.len(), cx.arena);
    let mut after_underscore = false;
    for c in local.chars() {
        if after_underscore || c != '_' {
            out.push(if after_underscore { c } else { c.to_ascii_lowercase() });
        }
        after_underscore = c == '_';
    }
    out.into_bump_str()
}

/// The id of a member: its structure's id and its own name with a capital at its start.
fn joined<'a>(above: &str, local: &str, cx: &'a Context<'a>) -> &'a str {
    let mut id = bumpalo::collections::String::with_capacity_in(above.len() + local.len(), cx.arena);
    id.push_str(above);
    let mut chars = local.chars();
    if let Some(first) = chars.next().filter(|_| above.len() < LONGEST_NAME) {
        id.push(first.to_ascii_uppercase());
        id.push_str(chars.as_str());
    }
    id.into_bump_str()
}

/// The name of an unknown property: letters, digits, dashes and underscores of its id, with a capital at its start;
/// `Tag` before what would be too short or no name.
fn tag_name<'a>(id: &str, cx: &'a Context<'a>) -> &'a str {
    let mut name = bumpalo::collections::String::with_capacity_in(id.len() + 3, cx.arena);
    name.extend(id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
    let capital = name.chars().next().map(|first| first.to_ascii_uppercase());
    if let Some(first) = capital {
        name.replace_range(..1, first.encode_utf8(&mut [0; 4]));
    }
    if name.len() < 2 || !capital.is_some_and(|first| first.is_ascii_alphabetic()) {
        name.insert_str(0, "Tag");
    }
    name.into_bump_str()
}

/// The language in the case that its standard recommends for `xx-YY` [RFC 5646 2.1.1]; any other in lower case.
fn language<'a>(lang: &str, cx: &'a Context<'a>) -> &'a str {
    let mut out = bumpalo::collections::String::from_str_in(lang, cx.arena);
    out.make_ascii_lowercase();
    if let [a, b, b'-', c, d] = *out.as_bytes()
        && [a, b, c, d].iter().all(u8::is_ascii_alphabetic)
    {
        let country = [c.to_ascii_uppercase(), d.to_ascii_uppercase()].map(char::from);
        out.truncate(3);
        out.extend(country);
    }
    out.into_bump_str()
}

fn first(value: Value<'_>, list: bool) -> Value<'_> {
    if list { Value::List(vec![value]) } else { value }
}

/// Adds a value to a list tag; raw and stored forms run in parallel once one of the values has them.
fn append<'a>(tag: &mut Tag<'a>, converted: Converted<'a>) {
    let parallel = |list: &mut Option<Value<'a>>, values: &Value<'a>, new: Option<Value<'a>>, value: &Value<'a>| {
        if list.is_none() && new.is_some() {
            *list = Some(match values {
                Value::List(items) => Value::List(items.clone()),
                one => Value::List(vec![one.clone()]),
            });
        }
        if let Some(list) = list {
            push(list, new.unwrap_or_else(|| value.clone()));
        }
    };
    parallel(&mut tag.raw, &tag.value, converted.raw, &converted.value);
    parallel(&mut tag.stored, &tag.value, converted.stored, &converted.value);
    push(&mut tag.value, converted.value);
}

fn push<'a>(list: &mut Value<'a>, item: Value<'a>) {
    if let Value::List(items) = list {
        items.push(item);
    } else {
        let one = std::mem::replace(list, Value::List(Vec::new()));
        *list = Value::List(vec![one, item]);
    }
}

/// Which tag a name has been given, and by which nodes.
#[derive(Default)]
struct Slot {
    tag: Option<usize>,
    root: usize,
}
