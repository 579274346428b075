//! Which tags are wanted: `IFD0:Make`, `GPS:*`, `*:Keywords`, with ExifTool's names of groups and tags.

use super::glob;
use super::prefix::behind;
use embedmeta::{BlockKind, Group, Groups, Tag, internal};
use std::borrow::Cow;

/// The requested tags.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pick {
    /// Only these groups; all if empty.
    groups: Vec<String>,
    names: Vec<Pattern>,
}

/// A requested tag.
#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    /// All of them must match: `EXIF:IFD0:Make`.
    groups: Vec<String>,
    name: String,
}

/// The known first parts of group names, besides EXIF's numbered groups and XMP's.
const GROUPS: &[&str] = &[
    "ExifIFD",
    "GPS",
    "InteropIFD",
    "Photoshop",
    "JFIF",
    "Adobe",
    "JUMBF",
    "CBOR",
    "File",
    "Samsung",
    "EXIF",
    "IPTC",
    "XMP",
];

/// The families that have no set of their own.
const OTHERS: &[&str] =
    &["RIFF", "GIF", "Jpeg2000", "APP", "PDF", "PostScript", "SVG", "Matroska", "Trailer"];

/// The family of maker notes.
const MAKER_NOTES: &str = "MakerNotes";

impl Pick {
    /// The tags that match one of `names`, in one of `groups`. The error says which name is malformed.
    pub(crate) fn new(names: &[String], groups: &[String]) -> Result<Self, String> {
        Ok(Self {
            groups: groups.iter().map(|text| group(text)).collect::<Result<_, _>>()?,
            names: names.iter().map(|text| Pattern::parse(text)).collect::<Result<_, _>>()?,
        })
    }

    /// Whether all tags are wanted.
    pub(crate) fn is_all(&self) -> bool {
        self.groups.is_empty() && self.names.is_empty()
    }

    /// Whether the tag is wanted.
    pub(crate) fn wants(&self, tag: &Tag<'_>) -> bool {
        (self.groups.is_empty() || self.groups.iter().any(|group| is_in(tag, group)))
            && (self.names.is_empty() || self.names.iter().any(|pattern| pattern.fits(tag)))
    }

    /// The families that must be read to find them.
    pub(crate) fn families(&self) -> Groups {
        let may = |families: &[&str]| {
            let any = |group: &String| families.iter().any(|family| may_be(group, family));
            (self.groups.is_empty() || self.groups.iter().any(any))
                && (self.names.is_empty() || self.names.iter().any(|pattern| pattern.groups.iter().all(any)))
        };
        // A block of EXIF is always read, because it may contain the other families.
        let of_notes = may(&[MAKER_NOTES]) || may(internal::MAKER_GROUPS);
        // What is computed may be computed of anything.
        let of_all = may(&["Composite"]);
        [
            (Groups::IPTC, of_all || may(&["IPTC", "File"])),
            (Groups::XMP, of_all || may(&["XMP"])),
            // The byte order of a maker note is a fact of the file.
            (Groups::MAKER_NOTES, of_all || of_notes || may(&["File"])),
            (Groups::FILE, of_all || may(&["File"])),
            (Groups::COMPOSITE, of_all),
            (
                Groups::QUICK_TIME,
                of_all || may(&["QuickTime", "Track", "ItemList", "Keys", "UserData", "Meta"]),
            ),
            (Groups::ICC_PROFILE, may(&["ICC"])),
            (Groups::PNG, of_all || may(&["PNG"])),
            (Groups::OTHERS, of_all || may(OTHERS) || may(internal::TABLE_GROUPS)),
        ]
        .into_iter()
        .filter_map(|(family, is_wanted)| is_wanted.then_some(family))
        .fold(Groups::EXIF, |families, family| families | family)
    }

    /// The requested tags if each is a single name, so that they can be columns.
    pub(crate) fn columns(&self) -> Option<Vec<&str>> {
        let is_one = |pattern: &&Pattern| !pattern.name.contains(['*', '?']);
        let columns: Vec<_> = self.names.iter().filter(is_one).map(|pattern| pattern.text.as_str()).collect();
        (!columns.is_empty() && columns.len() == self.names.len()).then_some(columns)
    }

    /// Whether the tag matches the request at this place.
    pub(crate) fn is_at(&self, place: usize, tag: &Tag<'_>) -> bool {
        self.names.get(place).is_some_and(|pattern| pattern.fits(tag))
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, String> {
        let mut groups: Vec<_> = text.split(':').collect();
        let name = groups.pop().unwrap_or_default().trim();
        if name.is_empty() {
            return Err(format!("{text:?} names no tag: a name is wanted, or `*`"));
        }
        if name.contains(char::is_whitespace) {
            return Err(format!("{text:?}: names of tags have no blanks (`DateTimeOriginal`)"));
        }
        let name = if name.eq_ignore_ascii_case("all") { "*" } else { name };
        let groups = groups.into_iter().map(group).collect::<Result<_, _>>()?;
        Ok(Self { text: text.trim().to_owned(), groups, name: name.to_owned() })
    }

    fn fits(&self, tag: &Tag<'_>) -> bool {
        // A name without a language matches all languages.
        let is_named = glob::matches(&self.name, &tag.name)
            || (tag.lang.is_some() && glob::matches(&self.name, &tag.full_name()));
        is_named && self.groups.iter().all(|group| is_in(tag, group))
    }
}

/// The name of a group, or a pattern of names.
fn group(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("all") {
        return Ok("*".into());
    }
    let numbered = |first: &str| {
        let number = behind(text, first);
        number.is_some_and(|number| number.len() < 6 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_known = text.contains(['*', '?'])
        || [
            GROUPS,
            OTHERS,
            internal::TABLE_GROUPS,
            &[MAKER_NOTES, "Composite", "QuickTime", "ICC_Profile", "PNG"],
        ]
        .into_iter()
        .flatten()
        .any(|group| group.eq_ignore_ascii_case(text))
        || numbered("SubIFD")
        || numbered("IPTC")
        || (numbered("IFD") && text.len() > 3)
        || behind(text, "XMP-").is_some_and(|rest| !rest.is_empty());
    if is_known {
        return Ok(text.to_owned());
    }
    Err(format!(
        "no group is called {text:?}: there are EXIF (IFD0, IFD1, ExifIFD, GPS, InteropIFD, SubIFD), IPTC, XMP (XMP-dc and \
         others), Photoshop, JFIF, Adobe, JUMBF, CBOR, File, MakerNotes (Canon, Nikon and others), and patterns such as `*IFD*`"
    ))
}

/// Whether the group of the tag, or its family, matches.
fn is_in(tag: &Tag<'_>, pattern: &str) -> bool {
    let (family, own): (&str, Cow<'_, str>) = match &tag.group {
        Group::Ifd(0) => ("EXIF", "IFD0".into()),
        Group::ExifIfd => ("EXIF", "ExifIFD".into()),
        Group::Gps => ("EXIF", "GPS".into()),
        Group::InteropIfd => ("EXIF", "InteropIFD".into()),
        Group::Iptc(0 | 1) => ("IPTC", "IPTC".into()),
        Group::Photoshop => ("Photoshop", "Photoshop".into()),
        Group::Other(name) if name == "CBOR" => ("JUMBF", "CBOR".into()),
        Group::Other(name) => (family(tag.source.block).unwrap_or(name), name.as_ref().into()),
        group @ (Group::Ifd(_) | Group::SubIfd(_)) => ("EXIF", group.to_string().into()),
        group @ Group::Iptc(_) => ("IPTC", group.to_string().into()),
        group @ Group::Xmp(_) => ("XMP", group.to_string().into()),
        group => ("", group.to_string().into()),
    };
    glob::matches(pattern, &own) || (!family.is_empty() && glob::matches(pattern, family))
}

/// The family of all tags of such a block.
fn family(block: BlockKind) -> Option<&'static str> {
    Some(match block {
        BlockKind::MakerNote => MAKER_NOTES,
        BlockKind::File => "File",
        BlockKind::Composite => "Composite",
        BlockKind::QuickTime => "QuickTime",
        BlockKind::IccProfile => "ICC_Profile",
        BlockKind::Png | BlockKind::PngText => "PNG",
        BlockKind::Riff => "RIFF",
        BlockKind::Gif => "GIF",
        BlockKind::Jpeg2000 => "Jpeg2000",
        BlockKind::Matroska => "Matroska",
        BlockKind::Trailer => "Trailer",
        _ => return None,
    })
}

/// Whether tags of this family may be in a matching group.
fn may_be(pattern: &str, family: &str) -> bool {
    pattern.contains(['*', '?']) || behind(pattern, family).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::{Origin, Value};

    fn tag(group: Group<'static>, name: &'static str) -> Tag<'static> {
        let source = Origin::new(BlockKind::Exif, 0);
        Tag::new(group, name, Value::Int(1), None, source)
    }

    fn pick(names: &[&str], groups: &[&str]) -> Result<Pick, String> {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Pick::new(&owned(names), &owned(groups))
    }

    #[test]
    fn tags_are_named_by_group_family_and_pattern() {
        let dc = || Group::Xmp("dc".into());
        for (name, group, tag_name) in [
            ("IFD0:Make", Group::Ifd(0), "Make"),
            ("ifd0:MAKE", Group::Ifd(0), "Make"),
            ("EXIF:*", Group::Gps, "GPSLatitude"),
            ("exif:all", Group::SubIfd(2), "Make"),
            ("EXIF:IFD1:Make", Group::Ifd(1), "Make"),
            ("XMP:Creator", dc(), "Creator"),
            ("XMP-dc:*", dc(), "Creator"),
            ("*:Keywords", Group::Iptc(2), "Keywords"),
            ("IPTC:Keywords", Group::Iptc(2), "Keywords"),
            ("*IFD*:Ma?e", Group::ExifIfd, "Make"),
            ("Make", Group::Ifd(3), "Make"),
            ("File:*", Group::File, "CurrentIPTCDigest"),
        ] {
            assert!(pick(&[name], &[]).unwrap().wants(&tag(group, tag_name)), "{name}");
        }
        for (name, group) in [
            ("IFD0:Make", Group::Ifd(1)),
            ("XMP:Make", Group::Ifd(0)),
            ("EXIF:Make", dc()),
            ("Mak", Group::Ifd(0)),
        ] {
            assert!(!pick(&[name], &[]).unwrap().wants(&tag(group, "Make")), "{name}");
        }
        let mut french = tag(dc(), "Title");
        french.lang = Some("fr".into());
        assert!(
            ["Title", "Title-fr", "Title-*"].iter().all(|name| pick(&[name], &[]).unwrap().wants(&french))
        );
        assert!(!pick(&["Title-de"], &[]).unwrap().wants(&french));
        let both = pick(&["Make"], &["GPS", "ifd1"]).unwrap();
        assert!(both.wants(&tag(Group::Ifd(1), "Make")) && !both.wants(&tag(Group::Ifd(0), "Make")));
        assert!(!both.wants(&tag(Group::Gps, "GPSLatitude")));
    }

    #[test]
    fn families_that_are_not_wanted_are_known() {
        let families = |names: &[&str], groups: &[&str]| {
            let families = pick(names, groups).unwrap().families();
            (families.contains(Groups::IPTC), families.contains(Groups::XMP))
        };
        let reads_notes = |names: &[&str], groups: &[&str]| {
            pick(names, groups).unwrap().families().contains(Groups::MAKER_NOTES)
        };
        assert!(
            reads_notes(&[], &[]) && reads_notes(&["LensType"], &[]) && reads_notes(&["*:LensType"], &[])
        );
        assert!(reads_notes(&["canon:LensType"], &[]) && reads_notes(&[], &["MakerNotes"]));
        assert!(!reads_notes(&["IFD0:Make"], &[]) && !reads_notes(&[], &["IFD0", "XMP"]));
        assert_eq!(families(&[], &[]), (true, true));
        assert_eq!(families(&["Make"], &[]), (true, true));
        assert_eq!(families(&["IFD0:Make", "GPS:*"], &[]), (false, false));
        assert_eq!(families(&["IFD0:Make", "xmp-dc:*"], &[]), (false, true));
        assert_eq!(families(&["*:Make"], &["IPTC"]), (true, false));
        assert_eq!(families(&["File:*"], &[]), (true, false));
    }

    #[test]
    fn what_names_no_tag_is_refused() {
        for (name, what) in [
            ("", "names no tag"),
            ("GPS:", "names no tag"),
            ("IDF0:Make", "IDF0"),
            ("XMP-:a", "XMP-"),
            ("a b", "blanks"),
        ] {
            assert!(pick(&[name], &[]).unwrap_err().contains(what), "{name}");
        }
        assert!(pick(&[], &["Camera"]).is_err());
        assert!(pick(&["IFD0:Make", "*:Keywords"], &[]).unwrap().columns().is_some());
        assert!(pick(&["IFD0:Make", "GPS:*"], &[]).unwrap().columns().is_none());
        assert!(pick(&[], &["GPS"]).unwrap().columns().is_none());
    }
}
