//! The order of tags that carry the same field.
//!
//! Between IIM and XMP the digest decides [MWG 2.0 5.2]: Photoshop resource 0x0425 holds the MD5 of the IIM block
//! at the time when XMP was last written. If it matches, or there is none, XMP wins and IIM fills the gaps. If it
//! differs, a program that only knows IIM has written after that, and IIM wins. EXIF comes before both. Sidecars are not
//! part of that standard: they come before all of these or after them, as the caller chooses.

use super::carrier::{Carrier, DigestState, is_directory, is_group, is_mirror_of};
use super::fields::Field;
use super::options::{Options, Policy, SidecarPolicy};
use super::rank::{Beside, Criterion, Rank};
use super::text::is_blank;
use crate::block::BlockKind;
use crate::tag::{DEFAULT_LANG, Group, Tag};

/// What the order depends on: the policy, the digest, and the preferred language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<'o> {
    pub policy: Policy,
    pub sidecar: SidecarPolicy,
    pub digest: DigestState,
    pub lang: Option<&'o str>,
    /// The ranks of EXIF, IIM, XMP and all others.
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

    /// The same rank for a mirror of EXIF.
    pub(crate) fn as_exif(self, rank: Rank) -> Rank {
        rank.with(Criterion::Carrier, self.place(Carrier::Exif))
    }

    /// A tag of a sidecar corrects a field only if it is of the same schema or a mirror of it (`is_kin`).
    fn beside(self, tag: &Tag<'_>, is_kin: impl Fn() -> bool) -> Beside {
        match (tag.source.block, self.sidecar) {
            (BlockKind::SidecarXmp, SidecarPolicy::Win) if is_kin() => Beside::Before,
            // Google repeats what the file said when it was uploaded.
            (BlockKind::SidecarXmp, SidecarPolicy::Fill) | (BlockKind::TakeoutJson, _) => Beside::Behind,
            _ => Beside::Picture,
        }
    }

    /// Whether the digest counts and says that IIM was written last.
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
            // What a person or a standard says comes before what only the camera says.
            Carrier::Table => other.saturating_add(1),
        })
    }

    /// The distance of a language from the preferred one: the same, with a region, without its region, the default,
    /// any other.
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
}
