//! `KeywordPaths`: hierarchical keywords, each with its path: `Places|Europe|Vienna`.

use super::categories;
use super::paths::{Paths, split, step};
use crate::metadata::FieldValue;
use crate::normalize::entry::DerivedField;
use crate::normalize::input::Input;
use crate::normalize::options::Profile;
use crate::structure::{Branch, Structure};
use crate::tag::{Group, Tag, Value};

/// The tags that list paths: group, name and separator.
const LISTS: [(&str, &str, char); 3] =
    [("lr", "HierarchicalSubject", '|'), ("digiKam", "TagsList", '/'), ("microsoft", "LastKeywordXMP", '/')];

/// The groups that have paths, either as lists or as trees.
const GROUPS: [&str; 5] = ["lr", "digiKam", "microsoft", "mwg-kw", "acdsee"];

/// All paths, in the order of the file, without duplicates.
pub(crate) fn keyword_paths<'f, 'a>(input: &Input<'f, 'a>) -> Option<DerivedField<'f, 'a>> {
    if input.options.profile != Profile::Full {
        return None;
    }
    // Most files have none of these groups: one pass over the tags is enough for them.
    let is_of = |tag: &&Tag<'_>| matches!(&tag.group, Group::Xmp(name) if GROUPS.contains(&name.as_ref()));
    let tags: Vec<&Tag<'a>> = input.tags.iter().filter(is_of).collect();
    let tag = |group: &str, is_meant: &dyn Fn(&Tag<'_>) -> bool| tag(&tags, group, is_meant, input);
    let mut paths = Paths::default();
    let mut from = Vec::new();
    for (group, name, separator) in LISTS {
        let Some(tag) = tag(group, &|tag| tag.name == name) else { continue };
        let values = match &tag.value {
            Value::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        values.iter().filter_map(Value::as_str).for_each(|path| paths.add(&split(path, separator)));
        from.push(tag);
    }
    if let Some(tree) = input.structure("mwg-kw", "Keywords") {
        walk(tree, input, &mut paths);
        from.extend(tag("mwg-kw", &|tag| tag.source.block == tree.source.block));
    }
    if let Some(tag) = tag("acdsee", &|tag| tag.name == "Categories")
        && let Some(text) = tag.value.as_str()
    {
        categories::walk(text, tag, input, &mut paths);
        from.push(tag);
    }
    let list = paths.list();
    (!list.is_empty()).then(|| DerivedField {
        field: "KeywordPaths",
        value: FieldValue::List(list.into_iter().map(FieldValue::Text).collect()),
        from,
    })
}

/// The first tag of an XMP group that `is_meant` accepts, from the sidecar or the picture, whichever comes first.
fn tag<'f, 'a>(
    tags: &[&'f Tag<'a>],
    group: &str,
    is_meant: &dyn Fn(&Tag<'_>) -> bool,
    input: &Input<'f, 'a>,
) -> Option<&'f Tag<'a>> {
    let is_of = |tag: &&Tag<'_>| matches!(&tag.group, Group::Xmp(name) if name == group) && is_meant(tag);
    tags.iter().copied().filter(is_of).min_by_key(|tag| input.comes_second(tag.source.block))
}

/// The paths of the MWG's tree of keywords [MWG 2.0, Hierarchical Keywords].
///
/// A keyword counts if it is applied. If that is not said, the keywords without children count.
fn walk(tree: &Structure<'_>, input: &Input<'_, '_>, paths: &mut Paths) {
    let Some(root) = tree.root() else { return };
    let mut path = String::new();
    // The lists around the current keyword, each with the length of its path. The decoder limits the depth.
    let mut around = vec![(list(root, "Hierarchy"), 0)];
    while let Some((items, length)) = around.last_mut() {
        let length = *length;
        path.truncate(length);
        let Some(item) = items.next() else {
            around.pop();
            continue;
        };
        step(&mut path, item.text_of("Keyword").unwrap_or_default());
        // Charge each path: many short keywords below a long one make long paths from few bytes.
        if input.cx.spend(path.len() as u64).is_none() {
            return;
        }
        let is_leaf = list(item, "Children").next().is_none();
        let is_applied = item.text_of("Applied").map(|text| text.eq_ignore_ascii_case("true"));
        if path.len() > length && is_applied.unwrap_or(is_leaf) {
            paths.add(&path);
        }
        if !is_leaf {
            around.push((list(item, "Children"), path.len()));
        }
    }
}

fn list<'a>(branch: Branch<'a>, name: &str) -> impl Iterator<Item = Branch<'a>> + use<'a> {
    branch.member(name).into_iter().flat_map(Branch::items)
}

#[cfg(test)]
mod tests {
    use crate::{Extraction, Extractor, FieldValue, Profile};

    fn read(properties: &str, profile: Profile) -> Extraction {
        let packet = format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
             xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description \
             xmlns:lr='http://ns.adobe.com/lightroom/1.0/' xmlns:digiKam='http://www.digikam.org/ns/1.0/' \
             xmlns:MicrosoftPhoto='http://ns.microsoft.com/photo/1.0' \
             xmlns:k='http://www.metadataworkinggroup.com/schemas/keywords/'>{properties}</rdf:Description>\
             </rdf:RDF></x:xmpmeta>"
        );
        Extractor::new().profile(profile).from_bytes(packet.as_bytes()).unwrap()
    }

    fn paths(properties: &str) -> Vec<String> {
        let read = read(properties, Profile::Full);
        read.metadata.items("KeywordPaths").filter_map(FieldValue::as_text).map(str::to_owned).collect()
    }

    fn list(name: &str, items: &[&str]) -> String {
        let items = items.join("</rdf:li><rdf:li>");
        format!("<{name}><rdf:Bag><rdf:li>{items}</rdf:li></rdf:Bag></{name}>")
    }

    /// A keyword of the MWG's tree.
    fn node(attributes: &str, children: &str) -> String {
        let children = match children {
            "" => String::new(),
            some => format!("<k:Children><rdf:Bag>{some}</rdf:Bag></k:Children>"),
        };
        format!("<rdf:li><rdf:Description {attributes}>{children}</rdf:Description></rdf:li>")
    }

    fn tree(nodes: &str) -> String {
        format!(
            "<k:Keywords rdf:parseType='Resource'><k:Hierarchy><rdf:Bag>{nodes}</rdf:Bag></k:Hierarchy>\
             </k:Keywords>"
        )
    }

    #[test]
    fn every_writers_paths_in_the_order_found_and_doubles_once() {
        let properties = [
            list("MicrosoftPhoto:LastKeywordXMP", &["Places/Vienna", "People/Ann"]),
            list("lr:hierarchicalSubject", &["Places|Vienna", "Places | Vienna", "harbour"]),
            list("digiKam:TagsList", &["Places/Vienna", "places/Vienna", "/"]),
        ];
        assert_eq!(paths(&properties.concat()), ["Places|Vienna", "harbour", "places|Vienna", "People|Ann"]);
        let read = read(&properties.concat(), Profile::Full);
        let why = read.provenance.iter().find(|why| why.field == "KeywordPaths").unwrap();
        let from: Vec<&str> = why.winners.iter().map(|winner| winner.name.as_str()).collect();
        assert_eq!(from, ["HierarchicalSubject", "TagsList", "LastKeywordXMP"]);
    }

    #[test]
    fn in_the_mwgs_tree_leaves_count_and_what_is_applied() {
        let vienna = node("k:Keyword='Vienna'", "");
        let europe = node("k:Keyword='Europe' k:Applied='True'", &(vienna + &node("k:Keyword='a|b'", "")));
        let asia = node("k:Keyword='Asia' k:Applied='False'", "");
        let nameless = node("k:Applied='True'", &node("k:Keyword='Ann'", ""));
        let places = node("k:Keyword='Places'", &(europe + &asia + &node("k:Keyword=' '", "")));
        assert_eq!(
            paths(&tree(&(places + &nameless))),
            ["Places|Europe", "Places|Europe|Vienna", "Places|Europe|a/b", "Ann"]
        );
    }

    #[test]
    fn a_tree_deeper_than_the_limit_is_cut_and_long_paths_are_paid_for() {
        let mut deep = String::new();
        for _ in 0..200 {
            deep = node("k:Keyword='k' k:Applied='True'", &deep);
        }
        let found = paths(&tree(&deep));
        assert!((5..64).contains(&found.len()), "{}", found.len());
        let many: String = (0..40_000).map(|number| node(&format!("k:Keyword='{number}'"), "")).collect();
        let long = "x".repeat(1_000_000);
        let read = read(&tree(&node(&format!("k:Keyword='{long}'"), &many)), Profile::Full);
        assert!(read.metadata.items("KeywordPaths").count() < 100);
        assert!(read.issues.iter().any(|issue| issue.code == "budget"));
    }

    #[test]
    fn the_documented_profile_has_none() {
        let properties = list("lr:hierarchicalSubject", &["a|b"]);
        assert!(read(&properties, Profile::Documented).metadata.get("KeywordPaths").is_none());
    }
}
