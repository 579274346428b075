//! What a provenance says, in words for people.

use crate::normalize::offset_tag;
use crate::{BlockKind, Carried, CharsetRung, DigestState, OffsetSource, Provenance, Rule};

/// Why a field has its value.
pub(crate) fn why(provenance: &Provenance, digest: DigestState) -> String {
    let winners = provenance.winners.as_slice();
    match provenance.rule {
        Rule::Only => "nothing else carries it",
        Rule::ExifFirst => "EXIF comes before XMP and IPTC",
        Rule::XmpBeforeIim => match digest {
            DigestState::Missing => "the IPTC digest is missing: XMP comes before IPTC",
            DigestState::Matches => "the IPTC digest matches: XMP comes before IPTC",
            DigestState::NoIim | DigestState::Differs => "XMP comes before IPTC",
        },
        Rule::IimBeforeXmp => "the IPTC digest differs: IPTC was changed last and comes before XMP",
        Rule::Policy => match winners.first() {
            Some(first) => {
                return format!("the policy that was asked for puts {} first", carrier(first));
            }
            None => "the policy that was asked for puts it first",
        },
        Rule::Sidecar => "the sidecar's XMP comes before the picture's own metadata",
        Rule::SidecarFills => "what lies beside the picture only fills what it lacks",
        Rule::StandardPlace => "its block lies where the standard puts it",
        Rule::HomeSchema => "the field belongs to this schema",
        Rule::Truncated => "IPTC was changed last, but its text is XMP's, cut at its length limit",
        Rule::XmpFallback => "IPTC was changed last, but has no value: XMP's is kept",
        Rule::LocationShown => "the place that is shown comes before the older fields of that name",
        Rule::FirstFound => "of tags alike the first counts",
        Rule::NotBlank => "the others are blank, or hold nothing that can be shown",
        Rule::NotAValue => "what comes before it is no value of the field's kind",
        Rule::NotBoilerplate => "the others are what a camera or a program writes by itself",
        Rule::OnePlace => "this source has the whole place: its parts come from one",
        Rule::LaterPacket => "of two packets the later one counts",
        Rule::Language => "the language that was asked for, or the default",
        Rule::Derived if winners.len() > 1 => "made of these tags together",
        Rule::Derived if provenance.losers.is_empty() => "made of this tag",
        Rule::Derived => "made of this tag, the first of those that can give it",
    }
    .to_owned()
}

/// What the stored digest says.
pub(crate) fn digest(state: DigestState) -> &'static str {
    match state {
        DigestState::NoIim => "none needed, for no IPTC block lies in its standard place",
        DigestState::Missing => "missing, so nothing tells whether IPTC or XMP was written last",
        DigestState::Matches => "matches, so IPTC was not touched since XMP was written",
        DigestState::Differs => "differs, so IPTC was changed after XMP was written",
    }
}

/// Where the offset of a date from UTC came from.
pub(crate) fn offset(provenance: &Provenance, source: OffsetSource) -> String {
    match source {
        OffsetSource::OwnTag => match provenance.winners.iter().find_map(|tag| offset_tag(&tag.name)) {
            Some(name) => return format!("taken from {name}"),
            None => "taken from the date's own offset tag",
        },
        OffsetSource::Value => "in the value",
        OffsetSource::Gps => "from the GPS time",
        OffsetSource::SiblingTag => "from the offset tag of another date that shows the same time",
        OffsetSource::UtcClock => "from another clock of the file, which ran in UTC",
        OffsetSource::SameWallClock => "stated by another date that shows the same time",
        OffsetSource::Assumed => "none known: shown as if UTC",
    }
    .to_owned()
}

/// How the character set of a text was found; `fallback` is the set that was taken where nothing told.
pub(crate) fn charset(rung: CharsetRung, fallback: &str) -> String {
    match rung {
        CharsetRung::Declared => "in the declared character set".to_owned(),
        CharsetRung::Utf8 => "valid UTF-8, nothing declared".to_owned(),
        CharsetRung::Fallback => format!("read in the fallback set ({fallback})"),
    }
}

/// Where in the file a tag stands.
pub(crate) fn place(carried: &Carried) -> String {
    let block = match carried.block {
        BlockKind::SidecarXmp | BlockKind::TakeoutJson => " of the sidecar",
        BlockKind::ExtendedXmp => " (extended XMP)",
        // The group says it.
        BlockKind::Exif
        | BlockKind::Xmp
        | BlockKind::Iim
        | BlockKind::Irb
        | BlockKind::Header
        | BlockKind::Jumbf => "",
    };
    format!("at byte {}{block}", grouped(carried.offset))
}

/// A number with a comma between every three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The kind of carrier that a tag came from.
fn carrier(carried: &Carried) -> &'static str {
    if carried.group.starts_with("XMP") {
        "XMP"
    } else if carried.group.starts_with("IPTC") {
        "IPTC"
    } else {
        "EXIF"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_own_words() {
        let provenance = |rule| Provenance {
            field: "City".into(),
            winners: Vec::new(),
            rule,
            offset: None,
            losers: Vec::new(),
        };
        let rules = [
            Rule::Only,
            Rule::ExifFirst,
            Rule::XmpBeforeIim,
            Rule::IimBeforeXmp,
            Rule::Policy,
            Rule::Sidecar,
            Rule::SidecarFills,
            Rule::StandardPlace,
            Rule::HomeSchema,
            Rule::Truncated,
            Rule::XmpFallback,
            Rule::LocationShown,
            Rule::FirstFound,
            Rule::NotBlank,
            Rule::NotAValue,
            Rule::NotBoilerplate,
            Rule::OnePlace,
            Rule::Derived,
        ];
        let words: std::collections::HashSet<_> =
            rules.iter().map(|rule| why(&provenance(*rule), DigestState::Missing)).collect();
        assert_eq!(words.len(), rules.len());
        // They fit a line of 80 columns behind their label.
        assert!(words.iter().all(|words| words.len() <= 70), "{words:?}");
    }

    #[test]
    fn digits_stand_in_threes() {
        let all = [0, 12, 812, 2345, 123_456, 1_234_567].map(grouped);
        assert_eq!(all, ["0", "12", "812", "2,345", "123,456", "1,234,567"]);
    }
}
