//! A provenance in words for people.

use embedmeta::internal::offset_tag;
use embedmeta::{BlockKind, Carried, CharsetRung, DigestState, OffsetSource, Provenance, Rule};

/// Why a field has its value.
pub(crate) fn why(provenance: &Provenance, digest: DigestState) -> String {
    let winners = provenance.winners.as_slice();
    match provenance.rule {
        Rule::Only => "nothing else carries it",
        Rule::ExifFirst => "EXIF comes before XMP and IPTC",
        Rule::XmpBeforeIim => match digest {
            DigestState::Missing => "the IPTC digest is missing: XMP comes before IPTC",
            DigestState::Matches => "the IPTC digest matches: XMP comes before IPTC",
            _ => "XMP comes before IPTC",
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
        _ => "another rule chose it",
    }
    .to_owned()
}

/// The result of comparing the stored digest.
pub(crate) fn digest(state: DigestState) -> &'static str {
    match state {
        DigestState::NoIim => "none needed, for no IPTC block lies in its standard place",
        DigestState::Missing => "missing, so nothing tells whether IPTC or XMP was written last",
        DigestState::Matches => "matches, so IPTC was not touched since XMP was written",
        DigestState::Differs => "differs, so IPTC was changed after XMP was written",
        _ => "unknown",
    }
}

/// The source of a date's offset from UTC.
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
        OffsetSource::CameraZone => "the time zone that was set in the camera",
        OffsetSource::UtcByStandard => "UTC by the standard of the format",
        OffsetSource::Assumed => "none known: shown as if UTC",
        _ => "from elsewhere",
    }
    .to_owned()
}

/// How the character set of a text was found; `fallback` is the set that is used if nothing tells.
pub(crate) fn charset(rung: CharsetRung, fallback: &str) -> String {
    match rung {
        CharsetRung::Declared => "in the declared character set".to_owned(),
        CharsetRung::Utf8 => "valid UTF-8, nothing declared".to_owned(),
        _ => format!("read in the fallback set ({fallback})"),
    }
}

/// The position of a tag in the file.
pub(crate) fn place(carried: &Carried) -> String {
    let block = match carried.block {
        BlockKind::SidecarXmp | BlockKind::TakeoutJson => " of the sidecar",
        BlockKind::ExtendedXmp => " (extended XMP)",
        // The group says it.
        _ => "",
    };
    format!("at byte {}{block}", grouped(carried.offset))
}

/// A number with thousands separated by commas.
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
    use embedmeta::internal;

    #[test]
    fn each_rule_has_its_own_words() {
        let provenance = |rule| internal::provenance("City", rule, Vec::new(), Vec::new());
        let words: std::collections::HashSet<_> =
            internal::RULES.iter().map(|rule| why(&provenance(*rule), DigestState::Missing)).collect();
        assert_eq!(words.len(), internal::RULES.len());
        assert!(!words.contains("another rule chose it"), "{words:?}");
        // Each must fit on a line of 80 columns after its label.
        assert!(words.iter().all(|words| words.len() <= 70), "{words:?}");
    }

    #[test]
    fn each_state_and_source_has_words() {
        let provenance = internal::provenance("City", Rule::Only, Vec::new(), Vec::new());
        assert!(internal::DIGEST_STATES.iter().all(|state| digest(*state) != "unknown"));
        assert!(internal::OFFSET_SOURCES.iter().all(|one| offset(&provenance, *one) != "from elsewhere"));
        let charsets = internal::CHARSET_RUNGS.iter().map(|rung| charset(*rung, "x"));
        assert_eq!(charsets.filter(|text| text.contains("fallback")).count(), 1);
    }

    #[test]
    fn digits_stand_in_threes() {
        let all = [0, 12, 812, 2345, 123_456, 1_234_567].map(grouped);
        assert_eq!(all, ["0", "12", "812", "2,345", "123,456", "1,234,567"]);
    }
}
