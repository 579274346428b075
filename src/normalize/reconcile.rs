//! Who wins where several tags carry the same field.
//!
//! Between IIM and XMP the digest decides [MWG 2.0 5.2]: Photoshop resource 0x0425 holds the MD5 of the IIM block
//! at the time when XMP was last written. Where it matches, or there is none, XMP wins and IIM fills the gaps;
//! where it differs, something that knows IIM alone wrote after, and IIM wins. EXIF comes before both. What lies
//! beside the picture is outside of the standard: a sidecar comes before all of them or behind, as the caller says.

use super::Options;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
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
    let (mut stored, mut current) = (None, None);
    for tag in tags {
        let (place, name) = match &tag.group {
            Group::Photoshop => (&mut stored, "IPTCDigest"),
            Group::Other(group) if group == "File" => (&mut current, "CurrentIPTCDigest"),
            _ => continue,
        };
        if place.is_none() && tag.name == name {
            *place = Some(tag.value.as_str());
        }
    }
    let (stored, current) = (stored.flatten(), current.flatten());
    match (stored, current) {
        (Some(stored), Some(current)) if stored == current => DigestState::Matches,
        (Some(_), Some(_)) => DigestState::Differs,
        (None, Some(_)) => DigestState::Missing,
        (_, None) => DigestState::NoIim,
    }
}

/// How a tag stands among those of its field: the smallest wins. The criteria are packed into one number, the weightiest
/// at its top, so that two ranks are compared at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(u64);

/// One criterion of a rank.
#[derive(Clone, Copy)]
enum Criterion {
    /// Whether it tells of a place that another source tells whole.
    Apart,
    Blank,
    /// 0, or the place among the tags that count only where no other has a value.
    Fallback,
    /// How it stands by the file that it came from: a [`Beside`].
    Beside,
    Foreign,
    Elsewhere,
    Carrier,
    /// The place of the tag's source among those of a property.
    Source,
    Embedded,
    Superseded,
    OtherDirectory,
    Language,
}

impl Criterion {
    /// The lowest bit of the criterion in a rank, and how many it has. They follow one another in the order of the weight.
    const fn bits(self) -> (u32, u32) {
        match self {
            Self::Apart => (37, 1),
            Self::Blank => (36, 1),
            Self::Fallback => (28, 8),
            Self::Beside => (26, 2),
            Self::Foreign => (25, 1),
            Self::Elsewhere => (24, 1),
            Self::Carrier => (21, 3),
            Self::Source => (13, 8),
            Self::Embedded => (12, 1),
            Self::Superseded => (11, 1),
            Self::OtherDirectory => (10, 1),
            Self::Language => (7, 3),
        }
    }
}

/// How a tag stands by the file that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// A sidecar's, which is the newest word.
    Before,
    /// The picture's own.
    Picture,
    /// A sidecar's, which only fills what the picture lacks.
    Behind,
}

impl Rank {
    const fn get(self, criterion: Criterion) -> u64 {
        let (at, bits) = criterion.bits();
        self.0 >> at & ((1 << bits) - 1)
    }

    const fn with(self, criterion: Criterion, value: u64) -> Self {
        let (at, bits) = criterion.bits();
        let all = (1 << bits) - 1;
        Self(self.0 & !(all << at) | (value & all) << at)
    }

    fn differs(self, other: Self, criterion: Criterion) -> bool {
        self.get(criterion) != other.get(criterion)
    }

    /// The rank as a number of the same order.
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The same rank for the tag as a source of a property, which the table names: it is no stranger there.
    pub(crate) fn as_source(self, source: u8, fallback: u8) -> Self {
        self.behind(fallback).with(Criterion::Source, source.into()).with(Criterion::Foreign, 0)
    }

    /// The same rank for a tag that only bears the name of a property.
    pub(crate) fn behind(self, fallback: u8) -> Self {
        self.with(Criterion::Fallback, fallback.into())
    }

    /// Whether it counts like the picture's own.
    pub(crate) fn is_of_picture(self) -> bool {
        self.get(Criterion::Beside) == Beside::Picture as u64
    }

    /// The same rank for a tag in whose place one of a later packet came.
    pub(crate) fn as_superseded(self) -> Self {
        self.with(Criterion::Superseded, 1)
    }

    /// The same rank for a tag that tells of another place than the one that counts.
    pub(crate) fn as_apart(self) -> Self {
        self.with(Criterion::Apart, 1)
    }

    /// The same rank for a tag that is not blank.
    pub(crate) fn as_filled(self) -> Self {
        self.with(Criterion::Blank, 0)
    }

    pub(crate) fn is_apart(self) -> bool {
        self.get(Criterion::Apart) != 0
    }

    pub(crate) fn is_blank(self) -> bool {
        self.get(Criterion::Blank) != 0
    }

    pub(crate) fn is_superseded(self) -> bool {
        self.get(Criterion::Superseded) != 0
    }
}

/// The order between carriers: a policy, what the digest says, and the language asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<'o> {
    pub policy: Policy,
    pub sidecar: SidecarPolicy,
    pub digest: DigestState,
    pub lang: Option<&'o str>,
    /// The places of EXIF, IIM, XMP and all others.
    places: [u8; 4],
}

impl<'o> Order<'o> {
    pub(crate) fn new(options: &'o Options, digest: DigestState) -> Self {
        let Options { policy, sidecar, .. } = *options;
        let places = match (policy, digest) {
            (Policy::Mwg, DigestState::Differs) => [0, 1, 2, 3],
            (Policy::Mwg, _) => [0, 2, 1, 3],
            (Policy::XmpFirst, _) => [2, 1, 0, 3],
            (Policy::IptcFirst, _) => [1, 0, 2, 3],
        };
        Self { policy, sidecar, digest, lang: options.lang.as_deref(), places }
    }

    pub(crate) fn rank(self, field: Option<&Field>, tag: &Tag<'_>, carrier: Carrier) -> Rank {
        let homes = field.map_or(&[][..], |field| field.homes);
        let is_home = homes.iter().any(|home| is_group(&tag.group, home));
        let is_exif = carrier == Carrier::Exif && homes.iter().any(|home| is_directory(home));
        let beside = self.beside(tag, || homes.is_empty() || is_home || is_mirror_of(&tag.group, homes));
        let is_foreign = field.is_some() && !is_home && !is_exif;
        let is_elsewhere = !tag.source.standard || matches!(tag.group, Group::Iptc(2..));
        let is_embedded = carrier == Carrier::Xmp && tag.source.block != BlockKind::SidecarXmp;
        Rank::default()
            .with(Criterion::Blank, is_blank(&tag.value).into())
            .with(Criterion::Beside, beside as u64)
            .with(Criterion::Foreign, is_foreign.into())
            .with(Criterion::Elsewhere, is_elsewhere.into())
            .with(Criterion::Carrier, self.place(carrier))
            .with(Criterion::Embedded, is_embedded.into())
            .with(Criterion::OtherDirectory, (!is_home).into())
            .with(Criterion::Language, self.language(tag.lang.as_deref()))
    }

    /// The same rank for what repeats EXIF.
    pub(crate) fn as_exif(self, rank: Rank) -> Rank {
        rank.with(Criterion::Carrier, self.place(Carrier::Exif))
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

    fn place(self, carrier: Carrier) -> u64 {
        let [exif, iim, xmp, other] = self.places;
        u64::from(match carrier {
            Carrier::Exif => exif,
            Carrier::Iim => iim,
            Carrier::Xmp => xmp,
            Carrier::Takeout => other,
        })
    }

    /// How near an item's language is to the one asked for: the same, one of its regions, the same without a
    /// region, the default, any other.
    fn language(self, lang: Option<&str>) -> u64 {
        const DEFAULT: u64 = 3;
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
        let differs = |criterion| first.differs(second, criterion);
        let beside = second.with(Criterion::Apart, first.get(Criterion::Apart));
        if differs(Criterion::Apart) && beside < first {
            return Rule::OnePlace;
        }
        // One that comes behind wins where those before it have nothing to show.
        if differs(Criterion::Blank) || first > second {
            Rule::NotBlank
        } else if differs(Criterion::Fallback) {
            Rule::HomeSchema
        } else if differs(Criterion::Beside) {
            if first.get(Criterion::Beside) == Beside::Before as u64 {
                Rule::Sidecar
            } else {
                Rule::SidecarFills
            }
        } else if differs(Criterion::Foreign) {
            if (carrier, other) == (Carrier::Exif, Carrier::Xmp) { Rule::ExifFirst } else { Rule::HomeSchema }
        } else if differs(Criterion::Elsewhere) {
            Rule::StandardPlace
        } else if carrier != other {
            match (self.policy, carrier) {
                (Policy::Mwg, Carrier::Exif) => Rule::ExifFirst,
                (Policy::Mwg, Carrier::Xmp) => Rule::XmpBeforeIim,
                (Policy::Mwg, Carrier::Iim) => Rule::IimBeforeXmp,
                _ => Rule::Policy,
            }
        } else if differs(Criterion::Source) {
            Rule::LocationShown
        } else if differs(Criterion::Embedded) {
            Rule::Sidecar
        } else if differs(Criterion::Superseded) {
            Rule::LaterPacket
        } else if differs(Criterion::OtherDirectory) {
            Rule::StandardPlace
        } else if differs(Criterion::Language) {
            Rule::Language
        } else {
            Rule::FirstFound
        }
    }
}

/// Whether the group is the one that the table names: `IFD0`, `IPTC`, `dc` for `XMP-dc`, or `Samsung`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_lie_side_by_side_in_the_order_of_their_weight() {
        use Criterion::{
            Apart, Beside, Blank, Carrier, Elsewhere, Embedded, Fallback, Foreign, Language, OtherDirectory,
            Source, Superseded,
        };
        let all = [
            Apart,
            Blank,
            Fallback,
            Beside,
            Foreign,
            Elsewhere,
            Carrier,
            Source,
            Embedded,
            Superseded,
            OtherDirectory,
            Language,
        ];
        for pair in all.windows(2) {
            let (at, _) = pair[0].bits();
            let (next, bits) = pair[1].bits();
            assert_eq!(at, next + bits);
        }
        for (place, criterion) in all.into_iter().enumerate() {
            let (_, bits) = criterion.bits();
            let most = (1 << bits) - 1;
            let rank = Rank::default().with(criterion, most);
            assert_eq!(rank.get(criterion), most);
            let lesser =
                all[place + 1..].iter().fold(Rank::default(), |rank, other| rank.with(*other, u64::MAX));
            assert!(lesser < Rank::default().with(criterion, 1), "what weighs less never outweighs");
            assert_eq!(rank.with(criterion, 0), Rank::default());
        }
    }
}
