//! The categories of `ACDSee`: an XML tree in the text of one property.
//!
//! `<Categories><Category Assigned="1">Places<Category Assigned="0">Vienna</Category></Category></Categories>`

use super::paths::{Paths, step};
use crate::issue_code::IssueCode;
use crate::normalize::input::Input;
use crate::tag::Tag;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// A category that has not been closed yet.
struct OpenCategory {
    /// The length of the path to it.
    length: usize,
    /// Whether the picture is in it; `None` if the text does not say.
    is_assigned: Option<bool>,
    /// Its name, as far as it has been read.
    name: String,
    /// Whether the name has been added to the path. The name ends where a subcategory begins.
    is_named: bool,
    is_leaf: bool,
}

/// Adds the paths of the categories that the picture is in. If the text does not say, the categories without
/// subcategories count.
///
/// The text is untrusted: a DOCTYPE ends it, its depth is limited like that of a packet, and every path is charged to
/// the budget.
pub(super) fn walk(text: &str, tag: &Tag<'_>, input: &Input<'_, '_>, paths: &mut Paths) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut tree = Tree { open: Vec::new(), beyond: 0, path: String::new(), paths, tag, input };
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                input.issue(IssueCode::BrokenXml, tag, format_args!("is no whole XML: {error}"));
                break;
            }
        };
        let paid = match event {
            Event::DocType(_) => {
                input.issue(IssueCode::Doctype, tag, "has a DOCTYPE and was read up to it");
                break;
            }
            Event::Eof => break,
            Event::Start(start) if is_category(start.name().as_ref()) => tree.start(&start),
            Event::End(end) if is_category(end.name().as_ref()) => tree.end(),
            Event::Text(text) => tree.text(&text),
            Event::CData(text) => tree.text(&text),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().ok().flatten();
                match resolve_predefined_entity(&reference) {
                    Some(known) => tree.text(known),
                    None => tree.text(letter.map(String::from).as_deref().unwrap_or_default()),
                }
            }
            _ => Some(()),
        };
        if paid.is_none() {
            return;
        }
    }
    // A category that was never closed counts too.
    if let Some(mut last) = tree.open.pop() {
        let _ = tree.name(&mut last);
    }
}

/// The state of the traversal. Its methods return `None` once the budget is spent.
struct Tree<'t, 'f, 'a> {
    open: Vec<OpenCategory>,
    /// The number of open categories beyond the depth limit.
    beyond: u32,
    /// The path up to the last category whose name has been added.
    path: String,
    paths: &'t mut Paths,
    tag: &'t Tag<'t>,
    input: &'t Input<'f, 'a>,
}

impl Tree<'_, '_, '_> {
    fn start(&mut self, start: &BytesStart<'_>) -> Option<()> {
        if self.beyond > 0 || self.open.len() >= self.input.cx.limits.xmp_depth as usize {
            if self.beyond == 0 {
                self.input.issue(IssueCode::TooDeep, self.tag, "has categories nested beyond the limit");
            }
            self.beyond = self.beyond.saturating_add(1);
            return Some(());
        }
        if let Some(mut parent) = self.open.pop() {
            parent.is_leaf = false;
            self.name(&mut parent)?;
            self.open.push(parent);
        }
        self.open.push(OpenCategory {
            length: self.path.len(),
            is_assigned: is_assigned(start),
            name: String::new(),
            is_named: false,
            is_leaf: true,
        });
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return Some(());
        }
        let Some(mut last) = self.open.pop() else { return Some(()) };
        self.name(&mut last)?;
        self.path.truncate(last.length);
        Some(())
    }

    #[allow(clippy::unnecessary_wraps)] // like the other steps
    fn text(&mut self, text: &str) -> Option<()> {
        if let Some(last) = self.open.last_mut().filter(|last| self.beyond == 0 && !last.is_named) {
            last.name.push_str(text);
        }
        Some(())
    }

    /// Adds the category's name to the path, once.
    fn name(&mut self, open: &mut OpenCategory) -> Option<()> {
        if std::mem::replace(&mut open.is_named, true) {
            return Some(());
        }
        step(&mut self.path, &open.name);
        // Charge each path: many short names below a long one make long paths from few bytes.
        self.input.cx.spend(self.path.len() as u64)?;
        if self.path.len() > open.length && open.is_assigned.unwrap_or(open.is_leaf) {
            self.paths.add(&self.path);
        }
        Some(())
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
