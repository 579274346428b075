//! Positions that one tag holds as a whole: latitude, longitude and altitude in one text, as films have them [ISO 6709;
//! 3GPP TS 26.244 8.2].

use crate::tag::Tag;

/// What of a position a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Latitude,
    Longitude,
    Altitude,
}

impl Part {
    /// The part that a field of this name holds.
    pub fn of_field(name: &str) -> Option<Self> {
        match name {
            "GPSLatitude" => Some(Self::Latitude),
            "GPSLongitude" => Some(Self::Longitude),
            "GPSAltitude" => Some(Self::Altitude),
            _ => None,
        }
    }

    /// The key of the part in a text with keys.
    fn key(self) -> &'static str {
        match self {
            Self::Latitude => "Lat=",
            Self::Longitude => "Lon=",
            Self::Altitude => "Alt=",
        }
    }

    /// The part of the position that the tag holds as a whole: signed degrees or metres.
    pub fn read(self, tag: &Tag<'_>) -> Option<f64> {
        let text = tag.raw().as_str()?;
        let with_key = || text.split(' ').filter_map(|word| word.strip_prefix(self.key())).next_back();
        let word = if text.contains(Self::Latitude.key()) {
            with_key()
        } else {
            text.split(' ').nth(match self {
                Self::Latitude => 0,
                Self::Longitude => 1,
                Self::Altitude => 2,
            })
        };
        word?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// Whether the tag holds a position as a whole.
pub(super) fn is_whole(tag: &Tag<'_>) -> bool {
    matches!(&*tag.name, "GPSCoordinates" | "LocationInformation")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::tag::{Group, Origin, Value};

    fn parts(value: &'static str) -> [Option<f64>; 3] {
        let source = Origin { block: BlockKind::QuickTime, offset: 0, standard: true, charset: None };
        let tag = Tag::new(Group::Other("Keys".into()), "GPSCoordinates", Value::text(value), None, source);
        [Part::Latitude, Part::Longitude, Part::Altitude].map(|part| part.read(&tag))
    }

    #[test]
    fn the_forms_of_a_position() {
        assert_eq!(parts("48.1 -11.5 520.25"), [Some(48.1), Some(-11.5), Some(520.25)]);
        assert_eq!(parts("48.1 -11.5"), [Some(48.1), Some(-11.5), None]);
        let named = "Lat=Lodge Role=shooting Lat=48.10000 Lon=-11.50000 Alt=-3.00 Body=earth Notes=";
        assert_eq!(parts(named), [Some(48.1), Some(-11.5), Some(-3.0)]);
        for text in ["", "somewhere else", "NaN inf 1e999"] {
            assert_eq!(parts(text)[0], None, "{text}");
        }
    }
}
