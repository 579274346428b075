//! Why each field has its value, as a record.

use super::words;
use embedmeta::{Carried, Extraction, FieldValue, OffsetSource, Provenance, Rule};
use serde::ser::{Serialize, Serializer};

/// The fields of a file with their provenance: all fields, or the chosen ones.
pub(crate) struct Explained<'e> {
    pub extraction: &'e Extraction,
    pub fields: &'e [String],
}

impl<'e> Explained<'e> {
    /// The chosen fields, in the order of the object.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'e FieldValue, &'e Provenance)> {
        let values = self.extraction.metadata.iter().zip(&self.extraction.provenance);
        values
            .filter(|((name, _), _)| self.fields.is_empty() || self.fields.iter().any(|one| is(one, name)))
            .map(|((_, value), provenance)| (value, provenance))
    }

    /// The requested fields that the file does not carry.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'e str> {
        let carries = |field: &String| self.extraction.metadata.iter().any(|(name, _)| is(field, name));
        self.fields.iter().filter(move |field| !carries(field)).map(String::as_str)
    }
}

fn is(asked: &str, name: &str) -> bool {
    asked.eq_ignore_ascii_case(name)
}

impl Serialize for Explained<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Row<'e> {
            field: &'e str,
            value: &'e FieldValue,
            rule: Rule,
            explanation: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            offset: Option<OffsetSource>,
            winners: &'e [Carried],
            losers: &'e [Carried],
        }
        serializer.collect_seq(self.iter().map(|(value, provenance)| Row {
            field: &provenance.field,
            value,
            rule: provenance.rule,
            explanation: words::why(provenance, self.extraction.digest),
            offset: provenance.offset,
            winners: &provenance.winners,
            losers: &provenance.losers,
        }))
    }
}
