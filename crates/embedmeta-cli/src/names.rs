//! Checks the names of requested fields before any file is read.
//!
//! A name is that of a field in the table, in any case; ExifTool's tag names lead to their fields (`By-line`,
//! `XMP-dc:Creator`). An XMP packet may hold any property, and each makes a field of its own name. One that is not in
//! the table is requested with its group, `XMP-mine:Thing`, so that a typing error is not taken for one.

use crate::facts::FACTS;
use crate::output::shown;
use embedmeta::internal::fields::{FIELDS, Shown};
use embedmeta::internal::is_editing_history;
use embedmeta::internal::xmp_tags;

/// The members and columns of a record that are not fields of the object; they are always there.
const OTHERS: [&str; 6] = ["path", "path_bytes", "file", "issues", "error", "rest"];
/// How many names an error suggests.
const NEAREST: usize = 3;
/// A longer name resembles none.
const LONGEST: usize = 64;

/// The fields with these names, each once; the error says which name is unknown.
pub(crate) fn resolve(asked: &[String], with_others: bool) -> Result<Vec<String>, String> {
    let mut fields: Vec<String> = Vec::with_capacity(asked.len());
    for name in asked.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let field = if with_others && is_other(name) { name.to_owned() } else { field(name)? };
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    if fields.is_empty() && !asked.is_empty() {
        return Err("no field is named".to_owned());
    }
    Ok(fields)
}

/// Whether `file` or a part of it is requested.
pub(crate) fn asks_for_file(fields: &[String]) -> bool {
    fields.iter().any(|name| name == "file" || FACTS.iter().any(|fact| fact.column == name))
}

fn is_other(name: &str) -> bool {
    OTHERS.contains(&name) || FACTS.iter().any(|fact| fact.column == name)
}

/// The field with this name.
pub(crate) fn field(asked: &str) -> Result<String, String> {
    let (group, tag) = asked.rsplit_once(':').map_or(("", asked), |(group, tag)| (group, tag));
    let name = tag.replace('-', "");
    if let Some(field) = FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(&name)) {
        if field.shown == Shown::Encoding {
            return Err(format!(
                "{} is no field: it tells how the picture is stored; `embedmeta tags` shows it, and `file.width` and others what the file is",
                field.name
            ));
        }
        return Ok(field.name.to_owned());
    }
    if !name.is_empty() && is_xmp(group) {
        if let Some((_, known)) = property(&name) {
            return Ok(known.to_owned());
        }
        // The names of XMP tags begin with a capital letter.
        let mut signs = name.chars();
        return Ok(signs.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(signs).collect());
    }
    Err(unknown(asked, &name))
}

fn is_xmp(group: &str) -> bool {
    let start = group.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("XMP"));
    start && matches!(group.as_bytes().get(3), None | Some(b'-'))
}

/// The group and the name of the XMP tag with this name, in any case, if it can be a field.
fn property(name: &str) -> Option<(&'static str, &'static str)> {
    xmp_tags().find(|(group, known)| known.eq_ignore_ascii_case(name) && !is_editing_history(group))
}

fn unknown(asked: &str, name: &str) -> String {
    let near = nearest(name);
    let hint = match near.split_last() {
        Some((last, [])) => format!("did you mean {last}?"),
        Some((last, others)) => format!("did you mean {} or {last}?", others.join(", ")),
        None => "`embedmeta schema` tells all names".to_owned(),
    };
    format!(
        "no field is called {}; {hint} (other properties of XMP are named with their group: XMP-mine:Thing)",
        shown(&asked.chars().take(LONGEST).collect::<String>())
    )
}

/// Names with small spelling differences, nearest first; an XMP property with this exact name precedes them.
pub(crate) fn nearest(name: &str) -> Vec<String> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let wanted = name.to_lowercase();
    let bound = 1 + wanted.chars().count() / 4;
    let fields = FIELDS.iter().filter(|field| field.shown != Shown::Encoding).map(|field| field.name);
    let known = fields.chain(FACTS.iter().map(|fact| fact.column));
    let mut near: Vec<_> = known
        .filter_map(|known| {
            let folded = known.to_lowercase();
            let slips = strsim::osa_distance(&wanted, &folded);
            let is_part = wanted.len() > 3 && folded.contains(&wanted);
            (slips <= bound || is_part).then_some((slips, known))
        })
        .collect();
    near.sort_by_key(|(slips, _)| *slips);
    let property = property(name).map(|(group, known)| format!("XMP-{group}:{known}"));
    property.into_iter().chain(near.into_iter().map(|(_, known)| known.to_owned())).take(NEAREST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str) -> Result<String, String> {
        resolve(&[name.to_owned()], false).map(|fields| fields.join(","))
    }

    #[test]
    fn fields_by_any_case_and_by_the_names_of_tags() {
        for (asked, field) in [
            ("Title", "Title"),
            ("title", "Title"),
            ("EXIF:Make", "Make"),
            ("ifd0:make", "Make"),
            ("By-line", "Byline"),
            ("IPTC:By-line", "Byline"),
            ("XMP-dc:Creator", "Creator"),
            ("IPTC:Keywords", "Keywords"),
            ("Caption-Abstract", "CaptionAbstract"),
            ("XMP-xmp:CreatorTool", "CreatorTool"),
            ("xmp:creatortool", "CreatorTool"),
            ("XMP-mine:Thing", "Thing"),
            ("XMP-mine:thing", "Thing"),
            ("XMP:Thing", "Thing"),
            (" Title ", "Title"),
        ] {
            assert_eq!(one(asked).as_deref(), Ok(field), "{asked}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_what_is_near() {
        for (asked, near) in [
            ("Titel", "Title"),
            ("Keyword", "Keywords"),
            ("GPSLattitude", "GPSLatitude"),
            ("DateTimeOrginal", "DateTimeOriginal"),
            ("EXIF:Mkae", "Make"),
            ("CreatorTool", "XMP-xmp:CreatorTool"),
        ] {
            let error = one(asked).unwrap_err();
            assert!(error.contains(asked) && error.contains(near), "{error}");
        }
        for asked in
            ["Nothing at all like it", "EXIF:Thing", "XMPmine:Thing", "XMP-mine:", "", ",", "x\u{1b}[2J"]
        {
            let error = one(asked).unwrap_err();
            assert!(!error.contains('\u{1b}'), "{error}");
        }
        assert!(one("ImageWidth").unwrap_err().contains("how the picture is stored"));
    }

    #[test]
    fn what_stands_in_records_is_no_field() {
        let asked = ["path", "Title", "title", "file.width"].map(str::to_owned);
        assert!(resolve(&asked, false).is_err());
        let fields = resolve(&asked, true).unwrap();
        assert_eq!(fields, ["path", "Title", "file.width"]);
        assert!(asks_for_file(&fields) && !asks_for_file(&fields[..2]));
        assert_eq!(resolve(&[], true), Ok(Vec::new()));
    }
}
