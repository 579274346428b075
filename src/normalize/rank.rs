//! How a tag stands among those of its field, and which rule that is.

use super::carrier::Carrier;
use super::entry::Rule;
use super::options::Policy;

/// What one tag is preferred to another by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Criterion {
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

/// A criterion, its room in a rank, and the rule that names it where it decides.
struct Weighed {
    criterion: Criterion,
    bits: u32,
    rule: fn(&Decision) -> Rule,
}

const fn weighed(criterion: Criterion, bits: u32, rule: fn(&Decision) -> Rule) -> Weighed {
    Weighed { criterion, bits, rule }
}

/// The criteria, the weightiest first. Ranks are laid out by this list, and [`Decision::rule`] names the winner by it: so
/// the reason that is told is the one that decided.
const CRITERIA: [Weighed; 12] = [
    weighed(Criterion::Apart, 1, |_| Rule::OnePlace),
    weighed(Criterion::Blank, 1, |_| Rule::NotBlank),
    weighed(Criterion::Fallback, 8, |_| Rule::HomeSchema),
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

/// The lowest bit of each criterion in a rank, and how many it has: in the place of the criterion's number.
#[allow(clippy::indexing_slicing)] // in the compiler
const ROOM: [(u32, u32); CRITERIA.len()] = {
    let mut room = [(0, 0); CRITERIA.len()];
    let mut rest: &[Weighed] = &CRITERIA;
    let mut at = 0;
    while let [weightier @ .., row] = rest {
        room[row.criterion as usize] = (at, row.bits);
        at += row.bits;
        rest = weightier;
    }
    room
};

impl Criterion {
    fn room(self) -> (u32, u32) {
        ROOM.get(self as usize).copied().unwrap_or_default()
    }
}

/// How a tag stands among those of its field: the smallest wins. The [`CRITERIA`] are packed into one number, the
/// weightiest at its top, so that two ranks are compared at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(u64);

/// How a tag stands by the file that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A sidecar's, which is the newest word.
    Before,
    /// The picture's own.
    Picture,
    /// A sidecar's, which only fills what the picture lacks.
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

/// Two tags of a field, of which the first was chosen.
pub(super) struct Decision {
    pub winner: (Rank, Carrier),
    pub loser: (Rank, Carrier),
    pub policy: Policy,
}

impl Decision {
    /// The rule that put the winner before the loser.
    pub fn rule(&self) -> Rule {
        let ((winner, _), (loser, _)) = (self.winner, self.loser);
        // One that comes behind wins where those before it have nothing to show.
        if loser < winner {
            return Rule::NotBlank;
        }
        // What tells of another place is passed over for that only where it would have come first.
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

    fn by_schema(&self) -> Rule {
        match (self.winner.1, self.loser.1) {
            (Carrier::Exif, Carrier::Xmp) => Rule::ExifFirst,
            _ => Rule::HomeSchema,
        }
    }

    fn by_carrier(&self) -> Rule {
        match (self.policy, self.winner.1) {
            (Policy::Mwg, Carrier::Exif) => Rule::ExifFirst,
            (Policy::Mwg, Carrier::Xmp) => Rule::XmpBeforeIim,
            (Policy::Mwg, Carrier::Iim) => Rule::IimBeforeXmp,
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
