//! The opinion of Adobe's XMP toolkit on a packet.
//!
//! The toolkit keeps one table of prefixes for the whole process, so a prefix means nothing and is resolved to its
//! address at once. The toolkit is given packets only, never files, and only packets that passed the guard and were
//! read here completely.

use super::report::{Decoder, Disagreement, Report, Unasked, incomplete, shortened};
use embedmeta::internal::{Block, Context, Extension, Leaf, xmp_values};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use xmp_toolkit::{IterOptions, XmpMeta};

/// The elements and attributes of a packet. To find duplicates, the toolkit compares each property with all before it.
const NODES: usize = 20_000;
/// The namespaces of a packet and the length of an address: the toolkit keeps all that it has ever met.
const SPACES: usize = 128;
const ADDRESS: usize = 512;
/// The total length of the paths that the toolkit may have to build.
const PATHS: usize = 32 * 1024 * 1024;

/// Compares how both decoders read a packet, and the extended packet that it names.
pub(super) fn ask<'a>(
    block: &Block<'a>,
    extension: &Extension<'a>,
    cx: &'a Context<'a>,
    report: &mut Report,
) {
    drop(cx.take_issues());
    let readings = xmp_values(block, extension, cx);
    let issues = cx.take_issues();
    let kind = block.kind;
    let mut unasked = |offset, code, detail: String| {
        report.unasked.push(Unasked { block: kind, offset, decoder: Decoder::XmpToolkit, code, detail });
    };
    let partial = incomplete(&issues).or_else(|| issues.iter().find(|_| readings.is_empty()));
    if let Some(issue) = partial {
        return unasked(block.data.absolute(0), issue.code.known().unwrap_or_default(), issue.detail.clone());
    }
    let mut readable = Vec::new();
    for reading in readings {
        let (count, longest) = reading.spaces;
        if reading.nodes > NODES {
            unasked(reading.offset, "too-many-properties", format!("{} parts", reading.nodes));
        } else if count > SPACES || longest > ADDRESS {
            unasked(reading.offset, "too-many-namespaces", format!("{count} of up to {longest} bytes"));
        } else if reading.has_references {
            unasked(reading.offset, "node-references", "the toolkit follows no rdf:nodeID".to_owned());
        } else if let Some(leaves) = &reading.leaves {
            match theirs(reading.text) {
                Ok(theirs) => readable.push((leaves.clone(), reading.about, theirs)),
                Err((code, why)) => unasked(reading.offset, code, why),
            }
        } else {
            unasked(reading.offset, "too-long", "the paths of its values are too long".to_owned());
        }
    }
    for (ours, about, theirs) in readable {
        compare(ours, about, theirs, block, report);
    }
}

/// A value in the form used for comparison: its path and its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    path: String,
    value: String,
    offset: u64,
}

fn compare(
    ours: Vec<Leaf<'_>>,
    about: Option<&str>,
    mut theirs: Vec<Pair>,
    block: &Block<'_>,
    report: &mut Report,
) {
    let ours = ours
        .into_iter()
        .map(|leaf| Pair { path: leaf.path, value: leaf.value.to_owned(), offset: leaf.offset })
        .collect();
    let mut ours: Vec<Pair> = aliased(ours);
    // Early writers put the instance ID into `rdf:about`; the toolkit lets it replace any other.
    if about.is_some_and(|about| theirs.iter().any(|pair| pair.path == INSTANCE && pair.value == about)) {
        ours.retain(|pair| pair.path != INSTANCE);
        theirs.retain(|pair| pair.path != INSTANCE);
    }
    let mut ours = normal(ours);
    let mut theirs = normal(theirs);
    ours.sort_unstable();
    theirs.sort_unstable();
    let here = block.data.absolute(0);
    let disagree = |report: &mut Report, path: &str, offset, ours: Option<String>, theirs| {
        report.disagree(Disagreement {
            block: block.kind,
            offset,
            tag: shortened(path.trim_start_matches('/')),
            ours,
            theirs,
            decoder: Decoder::XmpToolkit,
        });
    };
    let mut theirs = theirs.into_iter().peekable();
    for pair in ours {
        while let Some(their) = theirs.next_if(|their| their.path < pair.path) {
            disagree(report, &their.path, here, None, Some(shortened(&their.value)));
        }
        match theirs.next_if(|their| their.path == pair.path) {
            Some(their) if their.value == pair.value => report.agreements.xmp += 1,
            Some(their) => {
                let (ours, theirs) = (Some(shortened(&pair.value)), Some(shortened(&their.value)));
                disagree(report, &pair.path, pair.offset, ours, theirs);
            }
            None => disagree(report, &pair.path, pair.offset, Some(shortened(&pair.value)), None),
        }
    }
    for their in theirs {
        disagree(report, &their.path, here, None, Some(shortened(&their.value)));
    }
}

/// The values that the toolkit reads from a packet.
fn theirs(text: &str) -> Result<Vec<Pair>, (&'static str, String)> {
    let meta = XmpMeta::from_str(text).map_err(|error| ("refused", error.to_string()))?;
    let mut prefixes = HashMap::new();
    let mut left = PATHS;
    let mut pairs = Vec::new();
    for property in meta.iter(IterOptions::default()) {
        let rest = left.checked_sub(property.name.len());
        left = rest.ok_or_else(|| ("too-long", "the paths of its values are too long".to_owned()))?;
        let value = &property.value;
        // Both sides leave out empty values.
        if value.is_schema_node() || value.is_struct() || value.is_array() || value.value.is_empty() {
            continue;
        }
        // The type of a node says nothing about the picture, and this crate does not read it.
        if let Some(path) = path(&property.name, &mut prefixes).filter(|path| !path.ends_with(NODE_TYPE)) {
            pairs.push(Pair { path, value: property.value.value, offset: 0 });
        }
    }
    Ok(pairs)
}

/// `dc:title[1]/?xml:lang` with addresses in place of prefixes. A qualifier (`?`) is a member like any other, except
/// for the language.
fn path(name: &str, prefixes: &mut HashMap<String, String>) -> Option<String> {
    let mut path = String::with_capacity(name.len());
    for step in name.split('/') {
        let step = step.trim_start_matches('?');
        if step == "xml:lang" {
            path.push_str("@lang");
            continue;
        }
        let (prefix, local) = step.split_once(':')?;
        let uri = if let Some(uri) = prefixes.get(prefix) {
            uri
        } else {
            let uri = XmpMeta::namespace_uri(prefix)?;
            prefixes.entry(prefix.to_owned()).or_insert(uri)
        };
        path.push_str("/{");
        path.push_str(uri);
        path.push('}');
        path.push_str(local);
    }
    Some(path)
}

/// Normalises what writers may do in two ways.
fn normal(mut pairs: Vec<Pair>) -> Vec<Pair> {
    // Identify the items of a language alternative by language: the toolkit moves the default to the front.
    let languages: HashMap<String, String> = pairs
        .iter()
        .filter_map(|pair| {
            let item = pair.path.strip_suffix("@lang").filter(|item| item.ends_with(']'))?;
            Some((item.to_owned(), pair.value.to_ascii_lowercase()))
        })
        .collect();
    let second: HashSet<String> = pairs
        .iter()
        .flat_map(|pair| pair.path.match_indices("[2]").map(|(at, _)| pair.path.get(..at)))
        .flatten()
        .map(str::to_owned)
        .collect();
    pairs.retain(|pair| !pair.path.ends_with("]@lang"));
    let twins = twins(&languages);
    pairs.retain(|pair| !twins.contains(&pair.path));
    for pair in &mut pairs {
        pair.path = named_items(&pair.path, &languages, &second);
        pair.value = if pair.path.ends_with("@lang") {
            // Language tags are case-insensitive [RFC 5646 2.1.1].
            pair.value.to_ascii_lowercase()
        } else {
            blanks(&pair.value)
        };
        // If the day is missing, the toolkit takes it from another date.
        if pair.path.ends_with("/exif/1.0/}GPSTimeStamp") {
            pair.value = pair.value.rsplit('T').next().unwrap_or_default().to_owned();
        }
    }
    // Ignore blank text between two tags: the toolkit takes it for a structure without members.
    pairs.retain(|pair| !pair.value.bytes().all(|byte| byte == b' '));
    pairs
}

/// The other item in alternatives of the default and one more: the toolkit gives both the default's text, whatever the
/// packet says, so comparing them proves nothing.
fn twins(languages: &HashMap<String, String>) -> HashSet<String> {
    let array =
        |item: &String| item.rfind('[').and_then(|end| item.get(..end)).unwrap_or_default().to_owned();
    let mut arrays: HashMap<String, Vec<&String>> = HashMap::new();
    for item in languages.keys() {
        arrays.entry(array(item)).or_default().push(item);
    }
    let is_default = |item: &String| languages.get(item).is_some_and(|language| language == "x-default");
    let pairs =
        arrays.into_values().filter(|items| items.len() == 2 && items.iter().any(|item| is_default(item)));
    pairs.flatten().filter(|item| !is_default(item)).cloned().collect()
}

/// The path with languages in place of numbers for items that have them. The default item and the only item of an array
/// get neither: the toolkit makes an array of a plain value if the schema requires one (`dc:creator`).
fn named_items(path: &str, languages: &HashMap<String, String>, second: &HashSet<String>) -> String {
    let mut named = String::with_capacity(path.len());
    let mut done = 0;
    for (start, _) in path.match_indices('[') {
        let Some(end) = path.get(start..).and_then(|rest| rest.find(']')).map(|end| start + end + 1) else {
            continue;
        };
        named.push_str(path.get(done..start).unwrap_or_default());
        done = end;
        let number = path.get(start..end).unwrap_or_default();
        match languages.get(path.get(..end).unwrap_or_default()).map(String::as_str) {
            Some("x-default") => {}
            // The toolkit's language for an item that lacks a required one.
            Some(language) if language != "x-repair" => {
                named.push('[');
                named.push_str(language);
                named.push(']');
            }
            _ if number == "[1]" && !second.contains(path.get(..start).unwrap_or_default()) => {}
            _ => named.push_str(number),
        }
    }
    named.push_str(path.get(done..).unwrap_or_default());
    named
}

/// All line ends become a line feed, and all white space a space [XML 2.11, 3.3.3]; the toolkit also turns control
/// characters into spaces.
fn blanks(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|letter| if letter.is_ascii_control() { ' ' } else { letter })
        .collect()
}

const NODE_TYPE: &str = "22-rdf-syntax-ns#}type";
const INSTANCE: &str = "/{http://ns.adobe.com/xap/1.0/mm/}InstanceID";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const RIGHTS: &str = "http://ns.adobe.com/xap/1.0/rights/";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const PDF: &str = "http://ns.adobe.com/pdf/1.3/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const TIFF: &str = "http://ns.adobe.com/tiff/1.0/";
const EXIF: &str = "http://ns.adobe.com/exif/1.0/";
const PNG: &str = "http://ns.adobe.com/png/1.0/";

/// Properties that the toolkit maps to others, because the first versions of XMP named them so.
const ALIASES: &[(&str, &str, &str, &str)] = &[
    (XMP, "Author", DC, "creator"),
    (XMP, "Authors", DC, "creator"),
    (XMP, "Description", DC, "description"),
    (XMP, "Format", DC, "format"),
    (XMP, "Keywords", DC, "subject"),
    (XMP, "Locale", DC, "language"),
    (XMP, "Title", DC, "title"),
    (RIGHTS, "Copyright", DC, "rights"),
    (PDF, "Author", DC, "creator"),
    (PDF, "BaseURL", XMP, "BaseURL"),
    (PDF, "CreationDate", XMP, "CreateDate"),
    (PDF, "Creator", XMP, "CreatorTool"),
    (PDF, "ModDate", XMP, "ModifyDate"),
    (PDF, "Subject", DC, "description"),
    (PDF, "Title", DC, "title"),
    (PHOTOSHOP, "Author", DC, "creator"),
    (PHOTOSHOP, "Caption", DC, "description"),
    (PHOTOSHOP, "Copyright", DC, "rights"),
    (PHOTOSHOP, "Keywords", DC, "subject"),
    (PHOTOSHOP, "Marked", RIGHTS, "Marked"),
    (PHOTOSHOP, "Title", DC, "title"),
    (PHOTOSHOP, "WebStatement", RIGHTS, "WebStatement"),
    (TIFF, "Artist", DC, "creator"),
    (TIFF, "Copyright", DC, "rights"),
    (TIFF, "DateTime", XMP, "ModifyDate"),
    (EXIF, "DateTimeDigitized", XMP, "CreateDate"),
    (TIFF, "ImageDescription", DC, "description"),
    (TIFF, "Software", XMP, "CreatorTool"),
    (PNG, "Author", DC, "creator"),
    (PNG, "Copyright", DC, "rights"),
    (PNG, "CreationTime", XMP, "CreateDate"),
    (PNG, "Description", DC, "description"),
    (PNG, "ModificationTime", XMP, "ModifyDate"),
    (PNG, "Software", XMP, "CreatorTool"),
    (PNG, "Title", DC, "title"),
];

/// Gives our pairs the toolkit's names. If the property itself is present too, its alias is dropped, as the toolkit
/// does.
fn aliased(mut pairs: Vec<Pair>) -> Vec<Pair> {
    let head = |path: &str| {
        let end = path.find('}').and_then(|end| {
            let rest = path.get(end..)?;
            Some(end + rest.find(['/', '[', '@']).unwrap_or(rest.len()))
        });
        path.get(..end.unwrap_or(path.len())).unwrap_or_default().to_owned()
    };
    let mut heads: Vec<String> = pairs.iter().map(|pair| head(&pair.path)).collect();
    let mut taken: HashSet<String> = heads.iter().cloned().collect();
    let mut moved: HashMap<String, Option<String>> = HashMap::new();
    for own in &heads {
        let alias = ALIASES.iter().find(|(uri, local, ..)| *own == format!("/{{{uri}}}{local}"));
        let Some((.., uri, local)) = alias.filter(|_| !moved.contains_key(own)) else { continue };
        let name = format!("/{{{uri}}}{local}");
        let is_free = taken.insert(name.clone());
        moved.insert(own.clone(), is_free.then_some(name));
    }
    let mut heads = heads.drain(..);
    pairs.retain_mut(|pair| {
        let own = heads.next().unwrap_or_default();
        match moved.get(&own) {
            None => true,
            Some(None) => false,
            Some(Some(name)) => {
                let rest = pair.path.get(own.len()..).unwrap_or_default();
                pair.path = format!("{name}{rest}");
                true
            }
        }
    });
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::BlockKind;
    use embedmeta::internal::{Bytes, View};

    const TITLE: &str = "/{http://purl.org/dc/elements/1.1/}title";

    fn pairs(pairs: &[(&str, &str)]) -> Vec<Pair> {
        let pair = |(path, value): &(&str, &str)| Pair {
            path: path.replace("TITLE", TITLE),
            value: (*value).to_owned(),
            offset: 0,
        };
        pairs.iter().map(pair).collect()
    }

    fn compared(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> (usize, Vec<String>) {
        let (ours, theirs) = (pairs(ours), pairs(theirs));
        let leaf =
            |pair: &Pair| Leaf { path: pair.path.clone(), value: pair.value.clone().leak(), offset: 7 };
        let block = Block::new(BlockKind::Xmp, View::memory(Bytes::new(&[], 5)));
        let mut report = Report::default();
        compare(ours.iter().map(leaf).collect(), None, theirs, &block, &mut report);
        let told = report.disagreements.iter().map(|one| {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            format!(
                "{} {} {}",
                one.tag.replace(TITLE.trim_start_matches('/'), "TITLE"),
                text(&one.ours),
                text(&one.theirs)
            )
        });
        (report.agreements.xmp, told.collect())
    }

    #[test]
    fn what_differs_is_told_and_what_agrees_is_counted() {
        let ours = [("TITLE", "a"), ("/{u:}b[1]", "1"), ("/{u:}b[2]", "2"), ("/{u:}only", "x")];
        let theirs = [("TITLE", "b"), ("/{u:}b[1]", "1"), ("/{u:}b[2]", "2"), ("/{u:}theirs", "y")];
        let expected = ["{u:}only x -", "{u:}theirs - y", "TITLE a b"];
        let (agree, mut told) = compared(&ours, &theirs);
        told.sort_unstable_by_key(|line| line.to_lowercase());
        assert_eq!(
            (agree, told),
            (2, {
                let mut expected = expected.map(str::to_owned).to_vec();
                expected.sort_unstable_by_key(|line| line.to_lowercase());
                expected
            })
        );
    }

    #[test]
    fn items_of_another_order_or_number_differ() {
        assert_eq!(
            compared(&[("/{u:}b[1]", "1"), ("/{u:}b[2]", "2")], &[("/{u:}b[1]", "2"), ("/{u:}b[2]", "1")])
                .1
                .len(),
            2
        );
        assert_eq!(compared(&[("/{u:}b[1]", "1"), ("/{u:}b[2]", "2")], &[("/{u:}b[1]", "1")]).1.len(), 3);
    }

    #[test]
    fn ways_to_say_the_same_agree() {
        for (ours, theirs) in [
            // A plain value and an array of one.
            (vec![("TITLE", "a")], vec![("TITLE[1]", "a"), ("TITLE[1]@lang", "x-default")]),
            // The default language elsewhere, and language tags in another case.
            (
                vec![
                    ("TITLE[1]", "a"),
                    ("TITLE[1]@lang", "FR"),
                    ("TITLE[2]", "b"),
                    ("TITLE[2]@lang", "x-default"),
                    ("TITLE[3]", "c"),
                    ("TITLE[3]@lang", "de"),
                ],
                vec![
                    ("TITLE[1]", "b"),
                    ("TITLE[1]@lang", "x-default"),
                    ("TITLE[2]", "a"),
                    ("TITLE[2]@lang", "fr"),
                    ("TITLE[3]", "c"),
                    ("TITLE[3]@lang", "de"),
                ],
            ),
            // Line ends, white space and control characters.
            (vec![("/{u:}a", "1\r\n2\t3\u{1}")], vec![("/{u:}a", "1\n2 3 ")]),
            (vec![("/{u:}a", " \n ")], vec![]),
            // Old names of properties, alone and beside the names that replaced them.
            (vec![("/{http://ns.adobe.com/pdf/1.3/}Title", "a")], vec![("TITLE", "a")]),
            (vec![("/{http://ns.adobe.com/pdf/1.3/}Title", "b"), ("TITLE", "a")], vec![("TITLE", "a")]),
        ] {
            assert_eq!(compared(&ours, &theirs).1, Vec::<String>::new(), "{ours:?}");
        }
    }

    #[test]
    fn a_property_that_is_called_type_is_no_type_of_a_node() {
        let read = theirs(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
             <rdf:Description rdf:about='' xmlns:a='http://example.com/a#' a:type='t'><rdf:type rdf:resource='n'/>\
             </rdf:Description></rdf:RDF></x:xmpmeta>",
        );
        let paths: Vec<_> = read.unwrap().into_iter().map(|pair| pair.path).collect();
        assert_eq!(paths, ["/{http://example.com/a#}type"]);
    }

    #[test]
    fn a_path_has_addresses_for_prefixes() {
        let mut prefixes = HashMap::new();
        let own = path("dc:title[1]/?xml:lang", &mut prefixes);
        // The first packet fills the table of prefixes.
        assert!(theirs("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>").is_ok());
        let own = own.or_else(|| path("dc:title[1]/?xml:lang", &mut prefixes));
        assert_eq!(own, Some(format!("{TITLE}[1]@lang")));
    }
}
