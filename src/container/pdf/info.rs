//! What a document says of itself, as tags of the group `PDF`: its version, its pages, how it is protected and signed,
//! and the information dictionary [ISO 32000-1 7.5.2, 7.6.3, 7.7, 12.8, 14.3.3].

use super::strings;
use super::syntax::{Dict, Object, items};
use super::xref::Document;
use crate::block::BlockKind;
use crate::bytes::Bytes;
use crate::container::contents::Contents;
use crate::context::Context;
use crate::source::Reader;
use crate::tag::{Group, Origin, Tag, Value};
use std::borrow::Cow;

/// How many entries of the information dictionary are shown, and how many items of a list.
const MOST: usize = 256;

/// How a value is shown.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Plain,
    Date,
    Keywords,
    List,
    /// `true` as `Yes`.
    Truth,
}

/// A key of a dictionary, and the name of its tag.
type Row = (&'static str, &'static str, Form);

const CATALOG: &[Row] = &[
    ("PageLayout", "PageLayout", Form::Plain),
    ("PageMode", "PageMode", Form::Plain),
    ("Lang", "Language", Form::Plain),
    ("Version", "PDFVersion", Form::Plain),
];

const PAGES: &[Row] = &[("Count", "PageCount", Form::Plain), ("MediaBox", "MediaBox", Form::List)];

const MARKED: &[Row] = &[("Marked", "TaggedPDF", Form::Truth)];

const SIGNATURE: &[Row] = &[
    ("ContactInfo", "SignerContactInfo", Form::Plain),
    ("Location", "SigningLocation", Form::Plain),
    ("M", "SigningDate", Form::Date),
    ("Name", "SigningAuthority", Form::Plain),
    ("Reason", "SigningReason", Form::Plain),
];

const INFO: &[Row] = &[
    ("AAPL:Keywords", "AppleKeywords", Form::List),
    ("Author", "Author", Form::Plain),
    ("CreationDate", "CreateDate", Form::Date),
    ("Creator", "Creator", Form::Plain),
    ("Keywords", "Keywords", Form::Keywords),
    ("ModDate", "ModifyDate", Form::Date),
    ("Producer", "Producer", Form::Plain),
    ("SourceModified", "SourceModified", Form::Date),
    ("Subject", "Subject", Form::Plain),
    ("Title", "Title", Form::Plain),
    ("Trapped", "Trapped", Form::Plain),
];

/// The permissions that the user has, by bit [ISO 32000-1 table 22].
const ACCESS: [(u32, &str); 8] = [
    (2, "Print"),
    (3, "Modify"),
    (4, "Copy"),
    (5, "Annotate"),
    (8, "Fill forms"),
    (9, "Extract"),
    (10, "Assemble"),
    (11, "Print high-res"),
];

/// Shows what the document says of itself.
pub(super) fn show<'a>(
    reader: &'a Reader<'a>,
    document: &mut Document<'a>,
    catalog: Option<Dict<'a>>,
    cx: &'a Context<'a>,
    out: &mut Contents<'a>,
) {
    let mut info = Info { is_encrypted: document.encrypted().0, document, cx, tags: Vec::new() };
    info.head(reader);
    if let Some(catalog) = catalog {
        info.rows(catalog, CATALOG);
        info.child(catalog, "Pages", PAGES);
        info.child(catalog, "MarkInfo", MARKED);
        info.forms(catalog);
        info.signatures(catalog);
    }
    info.protection();
    if let Some(dict) = info.document.info().filter(|_| !info.is_encrypted) {
        info.information(dict);
    }
    out.tags.extend(info.tags);
}

struct Info<'d, 'a> {
    document: &'d mut Document<'a>,
    cx: &'a Context<'a>,
    /// Whether strings cannot be read.
    is_encrypted: bool,
    tags: Vec<Tag<'a>>,
}

impl<'a> Info<'_, 'a> {
    fn tag(&mut self, name: impl Into<Cow<'a, str>>, value: Value<'a>, raw: Option<Value<'a>>, at: u64) {
        let name = name.into();
        if self.tags.iter().any(|tag| tag.name == name) && name != "PDFVersion" {
            return;
        }
        self.tags.retain(|tag| tag.name != name);
        let source = Origin::new(BlockKind::Document, at);
        let tag = Tag::new(Group::Other(Cow::Borrowed("PDF")), "", value, raw, source);
        self.tags.push(Tag { name, ..tag });
    }

    /// The version in the first line, and whether the file is linearized: its first object says so, with the length of
    /// the file [ISO 32000-1 annex F].
    fn head(&mut self, reader: &'a Reader<'a>) {
        let head = reader.head().up_to(0, 1024);
        if let Some(at) = memchr::memmem::find(head.as_slice(), b"%PDF-") {
            let rest = head.from(at + 5);
            let length =
                rest.as_slice().iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
            let version = String::from_utf8_lossy(rest.up_to(0, length).as_slice()).into_owned();
            self.tag("PDFVersion", Value::Text(version.into()), None, rest.absolute(0));
        }
        let first =
            memchr::memmem::find(head.as_slice(), b"<<").and_then(|at| super::syntax::object(head, at));
        let is_linearized = match first {
            Some((Object::Dict(dict), _)) => {
                dict.get(b"Linearized").is_some() && dict.integer(b"L") == Some(reader.len())
            }
            _ => false,
        };
        let (shown, stored) = if is_linearized { ("Yes", "true") } else { ("No", "false") };
        self.tag("Linearized", Value::text(shown), Some(Value::text(stored)), 0);
    }

    /// The values of a dictionary that a dictionary refers to.
    fn child(&mut self, dict: Dict<'a>, key: &str, rows: &[Row]) {
        if let Some(child) = dict.get(key.as_bytes()).and_then(|child| self.document.dict(child)) {
            self.rows(child, rows);
        }
    }

    fn rows(&mut self, dict: Dict<'a>, rows: &[Row]) {
        for (key, name, form) in rows {
            if let Some(object) = dict.get(key.as_bytes()) {
                self.object(Cow::Borrowed(*name), *form, object);
            }
        }
    }

    /// Whether there are forms in XML [ISO 32000-1 12.7.8].
    fn forms(&mut self, catalog: Dict<'a>) {
        let forms = catalog.get(b"AcroForm").and_then(|forms| self.document.dict(forms));
        if forms.is_some_and(|forms| forms.get(b"XFA").is_some()) {
            self.tag("HasXFA", Value::text("Yes"), Some(Value::text("true")), 0);
        }
    }

    fn signatures(&mut self, catalog: Dict<'a>) {
        let Some(permissions) = catalog.get(b"Perms").and_then(|dict| self.document.dict(dict)) else {
            return;
        };
        for key in ["DocMDP", "FieldMDP", "UR3"] {
            self.child(permissions, key, SIGNATURE);
        }
    }

    /// How the document is encrypted, and what its user may do.
    fn protection(&mut self) {
        let Some(dict) = self.document.encryption() else { return };
        let number = |key: &[u8]| dict.integer(key).unwrap_or(0);
        if let Some(Object::Name(filter)) = dict.get(b"Filter") {
            let bits = dict.integer(b"Length").unwrap_or(40);
            let filter = strings::name(filter.as_slice());
            let text = format!("{filter} V{}.{} ({bits}-bit)", number(b"V"), number(b"R"));
            self.tag("Encryption", Value::Text(text.into()), None, 0);
        }
        let permissions = match dict.get(b"P") {
            Some(Object::Integer(number)) => i64::try_from(number).ok(),
            Some(Object::Other(text)) => {
                std::str::from_utf8(text.as_slice()).ok().and_then(|text| text.parse().ok())
            }
            _ => None,
        };
        let Some(permissions) = permissions.filter(|permissions| *permissions != 0) else { return };
        let set = permissions & 0x0f3c;
        let names: Vec<&str> =
            ACCESS.iter().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, name)| *name).collect();
        let shown = if names.is_empty() { "(none)".to_owned() } else { names.join(", ") };
        self.tag("UserAccess", Value::Text(shown.into()), Some(Value::Int(set)), 0);
    }

    /// The information dictionary, which may have keys of any program.
    fn information(&mut self, dict: Dict<'a>) {
        for (key, object) in dict.entries().take(MOST) {
            let row = INFO.iter().find(|(known, ..)| known.as_bytes() == key.as_slice());
            if let Some((_, name, form)) = row {
                self.object(Cow::Borrowed(*name), *form, object);
            } else {
                let name = tag_name(&strings::name(key.as_slice()));
                self.object(Cow::Owned(name), Form::Plain, object);
            }
        }
    }

    /// Makes a tag of a value, if it is one that is shown.
    fn object(&mut self, name: Cow<'a, str>, form: Form, object: Object<'a>) {
        let Some(object) = self.document.resolve(object) else { return };
        let (mut texts, at) = match object {
            Object::Array(inside) => {
                let items: Vec<_> = items(inside).take(MOST).collect();
                (items.into_iter().filter_map(|item| self.text(item)).collect(), inside.absolute(0))
            }
            object => (self.text(object).into_iter().collect::<Vec<_>>(), 0),
        };
        if form == Form::Keywords {
            texts = texts.iter().flat_map(|text| keywords(text, object)).collect();
        } else if form != Form::List {
            texts.truncate(1);
        }
        let value = |text: &Cow<'a, str>| match form {
            Form::Plain if matches!(object, Object::Integer(_)) => {
                text.parse().map_or_else(|_| Value::Text(text.clone()), Value::Int)
            }
            Form::Date => Value::Text(strings::date(text).into()),
            Form::Truth => Value::text(if text == "true" { "Yes" } else { "No" }),
            _ => Value::Text(text.clone()),
        };
        match texts.as_slice() {
            [] => {}
            [one] => {
                let raw = (form == Form::Truth).then(|| Value::Text(one.clone()));
                self.tag(name, value(one), raw, at);
            }
            several => {
                let list = several.iter().map(value).collect();
                self.tag(name, Value::List(list), None, at);
            }
        }
    }

    /// The text of a string, a name or a number.
    fn text(&mut self, object: Object<'a>) -> Option<Cow<'a, str>> {
        match self.document.resolve(object)? {
            Object::Name(name) => Some(Cow::Owned(strings::name(name.as_slice()))),
            Object::Integer(number) => Some(Cow::Owned(number.to_string())),
            Object::Other(text) if is_string(text) => {
                if self.is_encrypted {
                    return None;
                }
                strings::text(text, self.cx).map(Cow::Borrowed)
            }
            Object::Other(word) => Some(String::from_utf8_lossy(word.as_slice())),
            Object::Reference(_) | Object::Array(_) | Object::Dict(_) => None,
        }
    }
}

fn is_string(text: Bytes<'_>) -> bool {
    text.starts_with(b"(") || text.starts_with(b"<")
}

/// Like `ExifTool`, split keywords in one string at semicolons, else at commas, else at blanks.
fn keywords<'a>(text: &Cow<'a, str>, object: Object<'_>) -> Vec<Cow<'a, str>> {
    if matches!(object, Object::Array(_)) {
        return vec![text.clone()];
    }
    let own = |word: &str| Cow::Owned(word.to_owned());
    for separator in [';', ','] {
        if text.contains(separator) {
            return text
                .split(separator)
                .enumerate()
                .map(|(index, word)| own(if index > 0 { word.trim_start() } else { word }))
                .collect();
        }
    }
    text.split_whitespace().map(own).collect()
}

/// The name of a tag that is made of a key: letters after other characters become capitals.
fn tag_name(key: &str) -> String {
    let mut out = String::new();
    let mut is_between = false;
    for letter in key.chars() {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            if is_between && letter.is_ascii_lowercase() {
                out.push(letter.to_ascii_uppercase());
            } else {
                if is_between {
                    out.push('_');
                }
                out.push(letter);
            }
            is_between = false;
        } else {
            is_between = true;
        }
    }
    if is_between {
        out.push('_');
    }
    let out =
        [out.get(..1).unwrap_or_default().to_ascii_uppercase(), out.get(1..).unwrap_or_default().to_owned()]
            .concat();
    let is_name = out.len() > 1 && out.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_name { out } else { format!("Tag{out}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Extractor;

    fn document(info: &str, trailer: &str) -> Vec<u8> {
        let objects = [
            "<< /Pages 2 0 R /PageMode /UseOutlines /MarkInfo << /Marked true >> /AcroForm << /XFA 1 >> >>",
            "<< /Kids [] /Count 7 /MediaBox [0 0 612.5 792] >>",
            info,
        ];
        let (mut out, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
        for (index, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let start = out.len();
        out.extend(b"xref\n0 4\n0000000000 65535 f \n");
        for place in &places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
        out.extend(
            format!("trailer\n<< /Root 1 0 R /Info 3 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n").bytes(),
        );
        out
    }

    fn shown(file: &[u8]) -> Vec<String> {
        let tags = Extractor::new().from_bytes(file).unwrap().tags;
        let tags = tags.iter().filter(|tag| tag.group == Group::Other("PDF".into()));
        tags.map(|tag| format!("{}={}", tag.name, tag.value)).collect()
    }

    #[test]
    fn a_document_tells_of_itself() {
        let info = "<< /Title (a \\(title\\)) /Keywords (a; b, c) /CreationDate (D:20050718143045Z) \
                    /Own.key /Name /Title (second) /Dict << /A 1 >> /Ref 2 0 R >>";
        assert_eq!(
            shown(&document(info, "")),
            [
                "PDFVersion=1.4",
                "Linearized=No",
                "PageMode=UseOutlines",
                "PageCount=7",
                "MediaBox=0, 0, 612.5, 792",
                "TaggedPDF=Yes",
                "HasXFA=Yes",
                "Title=a (title)",
                "Keywords=a, b, c",
                "CreateDate=2005:07:18 14:30:45Z",
                "OwnKey=Name",
            ]
        );
    }

    #[test]
    fn of_an_encrypted_document_no_string_is_read() {
        let shown = shown(&document(
            "<< /Title (x) >>",
            "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 >>",
        ));
        assert!(shown.contains(&"Encryption=Standard V2.3 (128-bit)".to_owned()));
        assert!(
            shown.contains(&"UserAccess=(none)".to_owned())
                && !shown.iter().any(|tag| tag.starts_with("Title"))
        );
    }

    #[test]
    fn damage_costs_no_more_than_it_hits() {
        let file = document("<< /Title (x) /Author (never closed >>", "");
        assert!(!shown(&file).iter().any(|tag| tag.starts_with("Author")));
        for end in (0..file.len()).step_by(7) {
            let _ = Extractor::new().from_bytes(file.get(..end).unwrap());
        }
    }

    #[test]
    fn keys_become_names() {
        for (key, name) in [
            ("lower", "Lower"),
            ("custom two", "CustomTwo"),
            ("PTEX.Fullbanner", "PTEX_Fullbanner"),
            ("With-Dash", "With-Dash"),
            ("a", "TagA"),
            ("1x", "Tag1x"),
            ("", "Tag"),
        ] {
            assert_eq!(tag_name(key), name);
        }
    }
}
