//! The rank of a tag among those that carry the same field, and the rule by which one comes before another.

use super::carrier::Carrier;
use super::entry::Rule;
use super::options::Policy;

/// A reason to prefer one tag to another. In a rank each is a number, and the smaller one is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Criterion {
    /// Whether the tag is part of a place that is taken from another source.
    Apart,
    /// Whether its value is empty or only spaces.
    Blank,
    /// 0, or its number among the tags that count only if no other has a value.
    Fallback,
    /// Whether it comes from the picture or from a file beside it: a [`Beside`].
    Beside,
    /// Whether the field belongs to another schema.
    Foreign,
    /// Whether its block is not where its standard puts it.
    Elsewhere,
    /// The position of its carrier in the order of the policy.
    Carrier,
    /// The position of its source in the row of a property.
    Source,
    /// Whether it is XMP inside the picture.
    Embedded,
    /// Whether a later packet has the same property.
    Superseded,
    /// Whether it is not in one of the groups that the table names for the field.
    OtherDirectory,
    /// How far its language is from the one that was asked for.
    Language,
}

/// A criterion, the number of its bits in a rank, and the rule to report when it decides.
struct Weighed {
    criterion: Criterion,
    bits: u32,
    rule: fn(&Decision) -> Rule,
}

const fn weighed(criterion: Criterion, bits: u32, rule: fn(&Decision) -> Rule) -> Weighed {
    Weighed { criterion, bits, rule }
}

/// The criteria, the most important first. Both the layout of a [`Rank`] and the rule that [`Decision::rule`] reports
/// come from this list, so they cannot disagree.
const CRITERIA: [Weighed; 12] = [
    weighed(Criterion::Apart, 1, |_| Rule::OnePlace),
    weighed(Criterion::Blank, 1, |_| Rule::NotBlank),
    weighed(Criterion::Fallback, 8, Decision::by_fallback),
    weighed(Criterion::Beside, 2, Decision::by_file),
    weighed(Criterion::Foreign, 1, Decision::by_schema),
    weighed(Criterion::Elsewhere, 1, |_| Rule::StandardPlace),
    weighed(Criterion::Carrier, 3, Decision::by_carrier),
    weighed(Criterion::Source, 8, |_| Rule::LocationShown),
    weighed(Criterion::Embedded, 1, |_| Rule::Sidecar),
    weighed(Criterion::Superseded, 1, |_| Rule::LaterPacket),
    weighed(Criterion::OtherDirectory, 1, |_| Rule::StandardPlace),
    weighed(Criterion::Language, 3, |_| Rule::Language),
];

/// The lowest bit of each criterion in a rank and its number of bits, indexed by the criterion.
#[allow(clippy::indexing_slicing)] // evaluated at compile time
const ROOM: [(u32, u32); CRITERIA.len()] = {
    let mut room = [(0, 0); CRITERIA.len()];
    let mut rest: &[Weighed] = &CRITERIA;
    let mut at = 0;
    while let [more_important @ .., row] = rest {
        room[row.criterion as usize] = (at, row.bits);
        at += row.bits;
        rest = more_important;
    }
    room
};

impl Criterion {
    fn room(self) -> (u32, u32) {
        ROOM.get(self as usize).copied().unwrap_or_default()
    }
}

/// The rank of a tag among those that carry the same field: the smallest wins. All [`CRITERIA`] are packed into one
/// number, the most important in its highest bits, so that one comparison compares them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(u64);

/// Whether a tag comes from the picture or from a file beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// From a sidecar whose values come before the picture's.
    Before,
    /// From the picture.
    Picture,
    /// From a file that only fills what the picture lacks.
    Behind,
}

impl Rank {
    fn get(self, criterion: Criterion) -> u64 {
        let (at, bits) = criterion.room();
        self.0 >> at & ((1 << bits) - 1)
    }

    pub(super) fn with(self, criterion: Criterion, value: u64) -> Self {
        let (at, bits) = criterion.room();
        let all = (1 << bits) - 1;
        Self(self.0 & !(all << at) | (value & all) << at)
    }

    /// The rank as a number, for sorting.
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The same rank for the tag as a source of a property. The table names it, so it is not foreign there.
    pub(crate) fn as_source(self, source: u8, fallback: u8) -> Self {
        self.behind(fallback).with(Criterion::Source, source.into()).with(Criterion::Foreign, 0)
    }

    /// The same rank for a tag that counts only if no other has a value.
    pub(crate) fn behind(self, fallback: u8) -> Self {
        self.with(Criterion::Fallback, fallback.into())
    }

    /// Whether the tag counts as part of the picture.
    pub(crate) fn is_of_picture(self) -> bool {
        self.get(Criterion::Beside) == Beside::Picture as u64
    }

    /// The same rank for a tag that a later packet has too.
    pub(crate) fn as_superseded(self) -> Self {
        self.with(Criterion::Superseded, 1)
    }

    /// The same rank for a tag of a place that is taken from another source.
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

/// Two tags of the same field. The first was chosen.
pub(super) struct Decision {
    pub winner: (Rank, Carrier),
    pub loser: (Rank, Carrier),
    pub policy: Policy,
}

impl Decision {
    /// The rule by which the winner comes before the loser.
    pub fn rule(&self) -> Rule {
        let ((winner, _), (loser, _)) = (self.winner, self.loser);
        // A tag with a larger rank wins only if those before it have no value that can be shown.
        if loser < winner {
            return Rule::NotBlank;
        }
        // The other place is the reason only if the loser would have come first without it.
        let is_ahead = loser.with(Criterion::Apart, winner.get(Criterion::Apart)) < winner;
        let is_named = |row: &&Weighed| row.criterion != Criterion::Apart || is_ahead;
        let mut differing =
            CRITERIA.iter().filter(|row| winner.get(row.criterion) != loser.get(row.criterion));
        differing.find(is_named).map_or(Rule::FirstFound, |row| (row.rule)(self))
    }

    fn by_file(&self) -> Rule {
        let is_before = self.winner.0.get(Criterion::Beside) == Beside::Before as u64;
        if is_before { Rule::Sidecar } else { Rule::SidecarFills }
    }

    fn by_fallback(&self) -> Rule {
        match (self.winner.1, self.loser.1) {
            (Carrier::Exif, Carrier::Table) => Rule::ExifFirst,
            _ => Rule::HomeSchema,
        }
    }

    fn by_schema(&self) -> Rule {
        match (self.winner.1, self.loser.1) {
            (Carrier::Exif, Carrier::Xmp | Carrier::Table) => Rule::ExifFirst,
            _ => Rule::HomeSchema,
        }
    }

    fn by_carrier(&self) -> Rule {
        match (self.policy, self.winner.1) {
            (Policy::Mwg, Carrier::Exif) => Rule::ExifFirst,
            (Policy::Mwg, Carrier::Xmp) => Rule::XmpBeforeIim,
            (Policy::Mwg, Carrier::Iim) => Rule::IimBeforeXmp,
            (_, Carrier::Table) => Rule::HomeSchema,
            _ => Rule::Policy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_lie_side_by_side_in_the_order_of_their_weight() {
        let all = CRITERIA.map(|row| row.criterion);
        for pair in all.windows(2) {
            let (at, _) = pair[0].room();
            let (next, bits) = pair[1].room();
            assert_eq!(at, next + bits);
        }
        for (place, criterion) in all.into_iter().enumerate() {
            let (_, bits) = criterion.room();
            let most = (1 << bits) - 1;
            let rank = Rank::default().with(criterion, most);
            assert_eq!(rank.get(criterion), most);
            let lesser =
                all[place + 1..].iter().fold(Rank::default(), |rank, other| rank.with(*other, u64::MAX));
            assert!(lesser < Rank::default().with(criterion, 1), "what weighs less never outweighs");
            assert_eq!(rank.with(criterion, 0), Rank::default());
        }
    }

    fn rule_of(winner: Rank, loser: Rank) -> Rule {
        let policy = Policy::Mwg;
        Decision { winner: (winner, Carrier::Exif), loser: (loser, Carrier::Iim), policy }.rule()
    }

    #[test]
    fn the_weightiest_criterion_that_differs_names_the_rule() {
        let rank = Rank::default();
        assert_eq!(rule_of(rank, rank), Rule::FirstFound);
        for (place, row) in CRITERIA.iter().enumerate().skip(1) {
            let lesser = CRITERIA[place..].iter().fold(rank, |rank, row| rank.with(row.criterion, 1));
            let policy = Policy::Mwg;
            let decision = Decision { winner: (rank, Carrier::Exif), loser: (lesser, Carrier::Iim), policy };
            assert_eq!(decision.rule(), (row.rule)(&decision), "{:?}", row.criterion);
            assert_eq!(rule_of(lesser, rank), Rule::NotBlank, "{:?}: it came behind", row.criterion);
        }
    }

    #[test]
    fn another_place_is_the_reason_only_where_it_would_have_come_first() {
        let rank = Rank::default();
        let behind = rank.with(Criterion::Language, 1);
        assert_eq!(rule_of(behind, rank.as_apart()), Rule::OnePlace);
        assert_eq!(rule_of(rank, behind.as_apart()), Rule::Language);
        assert_eq!(rule_of(rank, rank.as_apart()), Rule::FirstFound);
    }
}
