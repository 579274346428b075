//! The categories of `ACDSee`: a tree as XML in the text of one property.
//!
//! `<Categories><Category Assigned="1">Places<Category Assigned="0">Vienna</Category></Category></Categories>`

use super::paths::{Paths, step};
use crate::normalize::input::Input;
use crate::tag::Tag;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// A category that is not closed yet.
struct Open {
    /// The length of the path to it.
    length: usize,
    /// Whether the picture is in it; `None` where that is not said.
    is_assigned: Option<bool>,
    /// Its name, as far as it was read.
    name: String,
    /// Whether the name stands in the path: it ends where a category below it begins.
    is_named: bool,
    is_leaf: bool,
}

/// Adds the paths of the categories that the picture is in; of those where that is not said the lowest.
///
/// A text of a stranger: no DOCTYPE, no deeper than a packet may be, and every path is paid for.
pub(super) fn walk(text: &str, tag: &Tag<'_>, input: &Input<'_, '_>, paths: &mut Paths) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut path = String::new();
    let mut open: Vec<Open> = Vec::new();
    // Categories beyond the depth limit that are still open.
    let mut beyond = 0u32;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                input.issue("broken-xml", tag, format_args!("is no whole XML: {error}"));
                break;
            }
        };
        match event {
            Event::DocType(_) => {
                input.issue("doctype", tag, "has a DOCTYPE and was read up to it");
                break;
            }
            Event::Eof => break,
            Event::Start(start) if is_category(start.name().as_ref()) => {
                if beyond > 0 || open.len() >= input.cx.limits.xmp_depth as usize {
                    if beyond == 0 {
                        input.issue("too-deep", tag, "has categories nested beyond the limit");
                    }
                    beyond = beyond.saturating_add(1);
                    continue;
                }
                if let Some(parent) = open.last_mut() {
                    parent.is_leaf = false;
                    if name(parent, &mut path, input, paths).is_none() {
                        return;
                    }
                }
                open.push(Open {
                    length: path.len(),
                    is_assigned: is_assigned(&start),
                    name: String::new(),
                    is_named: false,
                    is_leaf: true,
                });
            }
            Event::End(end) if is_category(end.name().as_ref()) => {
                if beyond > 0 {
                    beyond -= 1;
                    continue;
                }
                let Some(mut last) = open.pop() else { continue };
                if name(&mut last, &mut path, input, paths).is_none() {
                    return;
                }
                path.truncate(last.length);
            }
            Event::Text(text) => add(&mut open, beyond, &text),
            Event::CData(text) => add(&mut open, beyond, &text),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().ok().flatten();
                match resolve_predefined_entity(&reference) {
                    Some(known) => add(&mut open, beyond, known),
                    None => add(&mut open, beyond, letter.map(String::from).as_deref().unwrap_or_default()),
                }
            }
            _ => {}
        }
    }
    // What was not closed counts as far as it goes.
    if let Some(mut last) = open.pop() {
        let _ = name(&mut last, &mut path, input, paths);
    }
}

/// Puts the category's name into the path, once; `None` where nothing more may be spent.
fn name(open: &mut Open, path: &mut String, input: &Input<'_, '_>, paths: &mut Paths) -> Option<()> {
    if std::mem::replace(&mut open.is_named, true) {
        return Some(());
    }
    step(path, &open.name);
    // Many short names below a long one would make long paths of few bytes.
    input.cx.spend(path.len() as u64)?;
    if path.len() > open.length && open.is_assigned.unwrap_or(open.is_leaf) {
        paths.add(path);
    }
    Some(())
}

fn add(open: &mut [Open], beyond: u32, text: &str) {
    if let Some(last) = open.last_mut().filter(|last| beyond == 0 && !last.is_named) {
        last.name.push_str(text);
    }
}

fn is_category(name: &str) -> bool {
    name.eq_ignore_ascii_case("Category")
}

fn is_assigned(start: &BytesStart<'_>) -> Option<bool> {
    let mut attributes = start.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let assigned = attributes.find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case("Assigned"))?;
    Some(assigned.value.trim() == "1" || assigned.value.trim().eq_ignore_ascii_case("true"))
}
