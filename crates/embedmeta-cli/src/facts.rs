//! The facts about a file by name, for columns and conditions.

use embedmeta::FileInfo;
use std::borrow::Cow;

/// A fact about the file itself: a member of `file` in JSON.
#[derive(Debug)]
pub(crate) struct Fact {
    /// The name of its column in formats without nested columns.
    pub column: &'static str,
    /// Its name in JSON.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub name: &'static str,
    pub value: for<'f> fn(&'f FileInfo) -> Option<FactValue<'f>>,
}

/// The value that a fact stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FactValue<'f> {
    Text(&'f str),
    Number(u64),
    Seconds(f64),
    Bool(bool),
    Texts(&'f [Cow<'static, str>]),
}

/// The facts about a file, in the order of [`FileInfo`].
pub(crate) const FACTS: [Fact; 13] = {
    use FactValue::{Bool, Number, Seconds, Text, Texts};
    [
        Fact { column: "file.format", name: "format", value: |file| Some(Text(file.format.name())) },
        Fact { column: "file.mime", name: "mime", value: |file| Some(Text(&file.mime)) },
        Fact { column: "file.width", name: "width", value: |file| file.width.map(|n| Number(n.into())) },
        Fact { column: "file.height", name: "height", value: |file| file.height.map(|n| Number(n.into())) },
        Fact {
            column: "file.displayWidth",
            name: "displayWidth",
            value: |file| file.display_width.map(|n| Number(n.into())),
        },
        Fact {
            column: "file.displayHeight",
            name: "displayHeight",
            value: |file| file.display_height.map(|n| Number(n.into())),
        },
        Fact {
            column: "file.orientation",
            name: "orientation",
            value: |file| file.orientation.map(|n| Number(n.into())),
        },
        Fact { column: "file.hasAlpha", name: "hasAlpha", value: |file| file.has_alpha.map(Bool) },
        Fact {
            column: "file.components",
            name: "components",
            value: |file| file.components.map(|n| Number(n.into())),
        },
        Fact {
            column: "file.duration",
            name: "duration",
            value: |file| file.duration.map(|duration| Seconds(duration.as_secs_f64())),
        },
        Fact { column: "file.bitRate", name: "bitRate", value: |file| file.bit_rate.map(Number) },
        Fact {
            column: "file.codecs",
            name: "codecs",
            value: |file| (!file.codecs.is_empty()).then_some(Texts(&file.codecs)),
        },
        Fact { column: "file.size", name: "size", value: |file| Some(Number(file.size)) },
    ]
};

impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        self.column == other.column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_those_of_the_record_in_their_order() {
        let mut file = FileInfo::default();
        (file.format, file.mime, file.size) = (embedmeta::FormatId::Jpeg, "image/jpeg".into(), 1);
        (file.width, file.height, file.orientation) = (Some(2), Some(3), Some(4));
        (file.has_alpha, file.components) = (Some(false), Some(5));
        (file.display_width, file.display_height, file.bit_rate) = (Some(6), Some(7), Some(8));
        file.duration = Some(std::time::Duration::from_millis(1_234));
        file.codecs = vec!["avc1".into(), "mp4a".into()];
        let json = serde_json::to_value(&file).unwrap();
        let json = json.as_object().unwrap();
        assert_eq!(json.len(), FACTS.len());
        for fact in &FACTS {
            assert_eq!(fact.column.strip_prefix("file."), Some(fact.name));
            let value = match (fact.value)(&file).unwrap() {
                FactValue::Text(text) => text.into(),
                FactValue::Number(number) => serde_json::Value::from(number),
                FactValue::Seconds(number) => number.into(),
                FactValue::Bool(truth) => truth.into(),
                FactValue::Texts(texts) => texts.iter().map(AsRef::as_ref).collect(),
            };
            assert_eq!(json.get(fact.name), Some(&value));
        }
    }
}
