//! Who wins where several tags carry the same field.
//!
//! Between IIM and XMP the digest decides [MWG 2.0 5.2]: Photoshop resource 0x0425 holds the MD5 of the IIM block
//! at the time when XMP was last written. Where it matches, or there is none, XMP wins and IIM fills the gaps;
//! where it differs, something that knows IIM alone wrote after, and IIM wins. EXIF comes before both. What lies
//! beside the picture is outside of the standard: a sidecar comes before all of them or behind, as the caller says.

use super::fields::Field;
use crate::block::BlockKind;
use crate::tag::{DEFAULT_LANG, Group, Tag, Value};
use crate::takeout;

/// Whose values come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// The rule of the Metadata Working Group: EXIF, then XMP or IIM as the digest says.
    #[default]
    Mwg,
    /// XMP, then IIM, then EXIF: as Adobe's applications read.
    XmpFirst,
    /// IIM, then EXIF, then XMP.
    IptcFirst,
}

/// How a sidecar's values stand to the picture's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SidecarPolicy {
    /// They are the newest word: they come before EXIF, XMP and IIM of the picture, whatever the digest says.
    #[default]
    Win,
    /// They only fill what the picture lacks.
    Fill,
}

/// What the digest says of the IIM block [MWG 2.0 5.2].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DigestState {
    /// There is no IIM block in its standard place.
    #[default]
    NoIim,
    /// No digest is stored: nothing tells which of IIM and XMP was written last.
    Missing,
    /// IIM was not touched since XMP was written.
    Matches,
    /// Something that knows IIM alone wrote after XMP was written.
    Differs,
}

/// The rule by which a field's value was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// Nothing else carried the field.
    Only,
    /// EXIF comes before its mirrors and before XMP and IIM.
    ExifFirst,
    /// XMP was written after IIM, as the digest shows, or there is no digest.
    XmpBeforeIim,
    /// IIM was changed after XMP was written: the digest differs.
    IimBeforeXmp,
    /// The policy that the caller chose puts this carrier first.
    Policy,
    /// The sidecar's XMP comes before the picture's own metadata.
    Sidecar,
    /// What lies beside the picture only fills what it lacks.
    SidecarFills,
    /// The block that lies where its standard puts it comes first.
    StandardPlace,
    /// The schema that the field belongs to comes before others with a property of the same name.
    HomeSchema,
    /// IIM was changed after XMP was written, but its value is only XMP's, cut at the length that IIM allows.
    Truncated,
    /// IIM was changed after XMP was written and has no value: XMP's is kept.
    XmpFallback,
    /// The place that is shown comes before the older fields of the same name.
    LocationShown,
    /// Of tags alike the first counts.
    FirstFound,
    /// The others were blank, or held nothing that can be shown, such as an impossible date.
    NotBlank,
    /// What comes before it is no value of the field's kind: a text that is no date, or no number.
    NotAValue,
    /// The others are what cameras and programs write by themselves.
    NotBoilerplate,
    /// Of two packets of the file the later one counts.
    LaterPacket,
    /// The language that was asked for, or the default of the alternatives.
    Language,
    /// Latitude, longitude and height come from one source, and this one has both coordinates.
    OnePlace,
    /// Made of other tags.
    Derived,
}

/// The kind of carrier that a tag came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    Exif,
    Iim,
    Xmp,
    /// Google's export.
    Takeout,
}

/// The carrier of a group; `None` where its tags are no fields.
pub(crate) fn carrier(group: &Group<'_>) -> Option<Carrier> {
    match group {
        Group::Ifd(0) | Group::ExifIfd | Group::Gps | Group::InteropIfd => Some(Carrier::Exif),
        Group::Iptc(_) => Some(Carrier::Iim),
        Group::Xmp(_) => Some(Carrier::Xmp),
        Group::Other(name) if name == takeout::GROUP => Some(Carrier::Takeout),
        _ => None,
    }
}

/// Compares the stored digest with that of the IIM block.
pub(crate) fn digest_state(tags: &[Tag<'_>]) -> DigestState {
    let text = |group: &Group<'_>, name: &str| {
        tags.iter().find(|tag| tag.group == *group && tag.name == name).and_then(|tag| tag.value.as_str())
    };
    let stored = text(&Group::Photoshop, "IPTCDigest");
    let current = text(&Group::Other("File".into()), "CurrentIPTCDigest");
    match (stored, current) {
        (Some(stored), Some(current)) if stored == current => DigestState::Matches,
        (Some(_), Some(_)) => DigestState::Differs,
        (None, Some(_)) => DigestState::Missing,
        (_, None) => DigestState::NoIim,
    }
}

/// How a tag stands among those of its field: the smallest wins. The parts are in the order of their weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::struct_excessive_bools)] // each is one criterion of the order
pub(crate) struct Rank {
    /// Whether it tells of a place that another source tells whole.
    apart: bool,
    blank: bool,
    /// 0, or the place among the tags that count only where no other has a value.
    fallback: u8,
    beside: Beside,
    foreign: bool,
    elsewhere: bool,
    carrier: u8,
    /// The place of the tag's source among those of a property.
    source: u8,
    embedded: bool,
    superseded: bool,
    other_directory: bool,
    language: u8,
}

/// How a tag stands by the file that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Beside {
    /// A sidecar's, which is the newest word.
    Before,
    /// The picture's own.
    Picture,
    /// A sidecar's, which only fills what the picture lacks.
    Behind,
}

impl Rank {
    /// The same rank for the tag as a source of a property, which the table names: it is no stranger there.
    pub(crate) fn as_source(self, source: u8, fallback: u8) -> Self {
        Self { fallback, source, foreign: false, ..self }
    }

    /// The same rank for a tag that only bears the name of a property.
    pub(crate) fn behind(self, fallback: u8) -> Self {
        Self { fallback, ..self }
    }

    /// Whether it counts like the picture's own.
    pub(crate) fn is_of_picture(self) -> bool {
        self.beside == Beside::Picture
    }

    /// The same rank for a tag in whose place one of a later packet came.
    pub(crate) fn as_superseded(self) -> Self {
        Self { superseded: true, ..self }
    }

    /// The same rank for a tag that tells of another place than the one that counts.
    pub(crate) fn as_apart(self) -> Self {
        Self { apart: true, ..self }
    }

    /// The same rank for a tag that is not blank.
    pub(crate) fn as_filled(self) -> Self {
        Self { blank: false, ..self }
    }

    pub(crate) fn is_apart(self) -> bool {
        self.apart
    }

    pub(crate) fn is_blank(self) -> bool {
        self.blank
    }

    pub(crate) fn is_superseded(self) -> bool {
        self.superseded
    }
}

/// The order between carriers: a policy, what the digest says, and the language asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<'o> {
    pub policy: Policy,
    pub sidecar: SidecarPolicy,
    pub digest: DigestState,
    pub lang: Option<&'o str>,
}

impl Order<'_> {
    pub(crate) fn rank(self, field: Option<&Field>, tag: &Tag<'_>, carrier: Carrier) -> Rank {
        let homes = field.map_or(&[][..], |field| field.homes);
        let is_home = homes.iter().any(|home| is_group(&tag.group, home));
        let is_exif = carrier == Carrier::Exif && homes.iter().any(|home| is_directory(home));
        Rank {
            apart: false,
            blank: is_blank(&tag.value),
            fallback: 0,
            beside: self.beside(tag, || homes.is_empty() || is_home || is_mirror_of(&tag.group, homes)),
            foreign: field.is_some() && !is_home && !is_exif,
            elsewhere: !tag.source.standard || matches!(tag.group, Group::Iptc(2..)),
            carrier: self.place(carrier),
            source: 0,
            embedded: carrier == Carrier::Xmp && tag.source.block != BlockKind::SidecarXmp,
            superseded: false,
            other_directory: !is_home,
            language: self.language(tag.lang.as_deref()),
        }
    }

    /// The same rank for what repeats EXIF.
    pub(crate) fn as_exif(self, rank: Rank) -> Rank {
        Rank { carrier: self.place(Carrier::Exif), ..rank }
    }

    /// A sidecar's tag that only bears the name of a property of another schema corrects nothing (`is_kin`).
    fn beside(self, tag: &Tag<'_>, is_kin: impl Fn() -> bool) -> Beside {
        match (tag.source.block, self.sidecar) {
            (BlockKind::SidecarXmp, SidecarPolicy::Win) if is_kin() => Beside::Before,
            // Google repeats what the file had when it was uploaded.
            (BlockKind::SidecarXmp, SidecarPolicy::Fill) | (BlockKind::TakeoutJson, _) => Beside::Behind,
            _ => Beside::Picture,
        }
    }

    /// Whether the digest says that IIM was written last, and the policy asks for it.
    pub(crate) fn is_iim_newer(self) -> bool {
        self.policy == Policy::Mwg && self.digest == DigestState::Differs
    }

    fn place(self, carrier: Carrier) -> u8 {
        let order = match (self.policy, self.digest) {
            (Policy::Mwg, DigestState::Differs) => [Carrier::Exif, Carrier::Iim, Carrier::Xmp],
            (Policy::Mwg, _) => [Carrier::Exif, Carrier::Xmp, Carrier::Iim],
            (Policy::XmpFirst, _) => [Carrier::Xmp, Carrier::Iim, Carrier::Exif],
            (Policy::IptcFirst, _) => [Carrier::Iim, Carrier::Exif, Carrier::Xmp],
        };
        order.iter().zip(0u8..).find(|(one, _)| **one == carrier).map_or(u8::MAX, |(_, place)| place)
    }

    /// How near an item's language is to the one asked for: the same, one of its regions, the same without a
    /// region, the default, any other.
    fn language(self, lang: Option<&str>) -> u8 {
        const DEFAULT: u8 = 3;
        let Some(lang) = lang.filter(|lang| *lang != DEFAULT_LANG) else { return DEFAULT };
        let is_part = |whole: &str, part: &str| {
            let (start, rest) = whole.split_at_checked(part.len()).unwrap_or((whole, ""));
            rest.starts_with('-') && start.eq_ignore_ascii_case(part)
        };
        match self.lang {
            Some(asked) if lang.eq_ignore_ascii_case(asked) => 0,
            Some(asked) if is_part(lang, asked) => 1,
            Some(asked) if is_part(asked, lang) => 2,
            _ => DEFAULT + 1,
        }
    }

    /// The rule that put the first of two ranks before the second.
    pub(crate) fn rule(self, winner: (Rank, Carrier), loser: (Rank, Carrier)) -> Rule {
        let ((first, carrier), (second, other)) = (winner, loser);
        if first.apart != second.apart && (Rank { apart: first.apart, ..second }) < first {
            return Rule::OnePlace;
        }
        // One that comes behind wins where those before it have nothing to show.
        if first.blank != second.blank || first > second {
            Rule::NotBlank
        } else if first.fallback != second.fallback {
            Rule::HomeSchema
        } else if first.beside != second.beside {
            if first.beside == Beside::Before { Rule::Sidecar } else { Rule::SidecarFills }
        } else if first.foreign != second.foreign {
            if (carrier, other) == (Carrier::Exif, Carrier::Xmp) { Rule::ExifFirst } else { Rule::HomeSchema }
        } else if first.elsewhere != second.elsewhere {
            Rule::StandardPlace
        } else if carrier != other {
            match (self.policy, carrier) {
                (Policy::Mwg, Carrier::Exif) => Rule::ExifFirst,
                (Policy::Mwg, Carrier::Xmp) => Rule::XmpBeforeIim,
                (Policy::Mwg, Carrier::Iim) => Rule::IimBeforeXmp,
                _ => Rule::Policy,
            }
        } else if first.source != second.source {
            Rule::LocationShown
        } else if first.embedded != second.embedded {
            Rule::Sidecar
        } else if first.superseded != second.superseded {
            Rule::LaterPacket
        } else if first.other_directory != second.other_directory {
            Rule::StandardPlace
        } else if first.language != second.language {
            Rule::Language
        } else {
            Rule::FirstFound
        }
    }
}

/// Whether the group is the one that the table names: `IFD0`, `IPTC`, or `dc` for `XMP-dc`.
pub(crate) fn is_group(group: &Group<'_>, name: &str) -> bool {
    match group {
        Group::Ifd(0) => name == "IFD0",
        Group::ExifIfd => name == "ExifIFD",
        Group::Gps => name == "GPS",
        Group::InteropIfd => name == "InteropIFD",
        Group::Iptc(_) => name == "IPTC",
        Group::Xmp(space) | Group::Other(space) => name == space,
        _ => false,
    }
}

/// Whether the group is one in which XMP repeats what EXIF says of a field with these homes [XMP part 2, 3.2–3.3;
/// Exif 2.3 for XMP].
fn is_mirror_of(group: &Group<'_>, homes: &[&str]) -> bool {
    homes.iter().any(|home| is_mirror(group, home))
}

/// Whether the group is one in which XMP repeats what stands in this directory.
pub(crate) fn is_mirror(group: &Group<'_>, directory: &str) -> bool {
    let is_exifs = |space: &str| matches!(space, "tiff" | "exif" | "exifEX" | "aux");
    matches!(group, Group::Xmp(space) if is_exifs(space)) && is_directory(directory)
}

pub(crate) fn is_directory(group: &str) -> bool {
    matches!(group, "IFD0" | "ExifIFD" | "GPS" | "InteropIFD")
}

/// Whether a value says nothing: no text, or only spaces; of a date, only spaces, colons and zeros.
pub(crate) fn is_blank(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.bytes().all(|b| matches!(b, b' ' | b'\0' | b'\t' | b'\r' | b'\n')),
        Value::List(items) => items.iter().all(is_blank),
        _ => false,
    }
}
