//! Who wins where several tags carry the same field.
//!
//! Between IIM and XMP the digest decides [MWG 2.0 5.2]: Photoshop resource 0x0425 holds the MD5 of the IIM block
//! at the time when XMP was last written. Where it matches, or there is none, XMP wins and IIM fills the gaps;
//! where it differs, something that knows IIM alone wrote after, and IIM wins. EXIF comes before both.

use super::fields::Field;
use crate::block::BlockKind;
use crate::tag::{Group, Tag, Value};

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
    /// The sidecar's XMP comes before the picture's own.
    Sidecar,
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
    /// The others were blank.
    NotBlank,
    /// Made of other tags.
    Derived,
}

/// The kind of carrier that a tag came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    Exif,
    Iim,
    Xmp,
}

/// The carrier of a group; `None` where its tags are no fields.
pub(crate) fn carrier(group: &Group<'_>) -> Option<Carrier> {
    match group {
        Group::Ifd(0) | Group::ExifIfd | Group::Gps | Group::InteropIfd => Some(Carrier::Exif),
        Group::Iptc(_) => Some(Carrier::Iim),
        Group::Xmp(_) => Some(Carrier::Xmp),
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
    blank: bool,
    carrier: u8,
    embedded: bool,
    elsewhere: bool,
    foreign: bool,
    language: bool,
}

/// The order between carriers: a policy, and what the digest says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub policy: Policy,
    pub digest: DigestState,
}

impl Order {
    pub(crate) fn rank(self, field: Option<&Field>, tag: &Tag<'_>, carrier: Carrier) -> Rank {
        Rank {
            blank: is_blank(&tag.value),
            carrier: self.place(carrier),
            embedded: carrier == Carrier::Xmp && tag.source.block != BlockKind::SidecarXmp,
            elsewhere: !tag.source.standard || matches!(tag.group, Group::Iptc(2..)),
            foreign: field.is_some_and(|field| !is_home(&tag.group, field.home)),
            language: tag.lang.is_some(),
        }
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

    /// Whether IIM's values come before XMP's.
    pub(crate) fn iim_before_xmp(self) -> bool {
        self.place(Carrier::Iim) < self.place(Carrier::Xmp)
    }

    /// The place of a group's carrier.
    pub(crate) fn place_of(self, group: &Group<'_>) -> u8 {
        carrier(group).map_or(u8::MAX, |carrier| self.place(carrier))
    }

    /// The rule that put the first of two ranks before the second.
    pub(crate) fn rule(self, winner: (Rank, Carrier), loser: (Rank, Carrier)) -> Rule {
        if winner.0.blank != loser.0.blank {
            return Rule::NotBlank;
        }
        if winner.1 != loser.1 {
            return match (self.policy, winner.1) {
                (Policy::Mwg, Carrier::Exif) => Rule::ExifFirst,
                (Policy::Mwg, Carrier::Xmp) => Rule::XmpBeforeIim,
                (Policy::Mwg, Carrier::Iim) => Rule::IimBeforeXmp,
                _ => Rule::Policy,
            };
        }
        if winner.0.embedded != loser.0.embedded {
            Rule::Sidecar
        } else if winner.0.elsewhere != loser.0.elsewhere {
            Rule::StandardPlace
        } else if winner.0.foreign != loser.0.foreign {
            Rule::HomeSchema
        } else {
            Rule::FirstFound
        }
    }
}

fn is_home(group: &Group<'_>, home: &str) -> bool {
    match group {
        Group::Ifd(0) => home == "IFD0",
        Group::ExifIfd => home == "ExifIFD",
        Group::Gps => home == "GPS",
        Group::InteropIfd => home == "InteropIFD",
        Group::Iptc(_) => home == "IPTC",
        Group::Xmp(name) => home == name,
        _ => false,
    }
}

/// Whether a value says nothing: no text, or only spaces; of a date, only spaces, colons and zeros.
pub(crate) fn is_blank(value: &Value<'_>) -> bool {
    match value {
        Value::Text(text) => text.bytes().all(|b| matches!(b, b' ' | b'\0' | b'\t' | b'\r' | b'\n')),
        Value::List(items) => items.iter().all(is_blank),
        _ => false,
    }
}
