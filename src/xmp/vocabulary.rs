//! What is known of schemas and their properties, compiled from the tables beside this file.

/// A schema: a namespace and its properties.
#[derive(Debug)]
pub(crate) struct Schema {
    pub uri: &'static str,
    /// The prefix that its owner suggests.
    pub prefix: &'static str,
    /// The part behind `XMP-` in the group of its tags.
    pub group: &'static str,
    /// Sorted by id.
    pub properties: &'static [Property],
}

/// A property, or a member of a structure: its id is the local names from the property down, joined.
#[derive(Debug)]
pub(crate) struct Property {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: Kind,
    /// Whether every value counts, one or many.
    pub list: bool,
    /// Of two properties of this name the first counts.
    pub avoid: bool,
    pub conversion: Conversion,
    /// The words for its values, where it is a choice; sorted by value.
    pub values: &'static [(&'static str, &'static str)],
}

/// The type of a property's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Boolean,
    Rational,
    Date,
    LangAlt,
}

/// How a value is printed where its type alone does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    None,
    Aperture,
    ShutterSpeed,
    ExposureTime,
    FNumber,
    FocalLength,
    Metres,
    Fraction,
    Mm,
    LensInfo,
    FocusDistance,
    Latitude,
    Longitude,
    Binary,
}

include!(concat!(env!("OUT_DIR"), "/xmp.rs"));

/// The schema of a namespace.
///
/// A URI that differs from a known one only in its version or in a slash at its end is taken for that one: writers
/// have got both wrong.
pub(crate) fn schema(uri: &str) -> Option<&'static Schema> {
    if let Ok(at) = SCHEMAS.binary_search_by(|schema| schema.uri.cmp(uri)) {
        return SCHEMAS.get(at);
    }
    let same = |schema: &&Schema| schema.uri.trim_end_matches('/') == uri.trim_end_matches('/');
    SCHEMAS.iter().find(same).or_else(|| {
        let versionless = without_version(uri);
        (versionless != uri).then(|| SCHEMAS.iter().find(|schema| without_version(schema.uri) == versionless))?
    })
}

/// Whether `prefix` is the one that the owner of some known schema suggests.
pub(crate) fn is_known_prefix(prefix: &str) -> bool {
    SCHEMAS.iter().any(|schema| schema.prefix == prefix)
}

/// The URI with each version number (`/1.0/`) as `/#/`.
fn without_version(uri: &str) -> String {
    let is_version = |part: &str| {
        part.contains('.') && part.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !part.starts_with('.')
    };
    let uri = uri.trim_end_matches('/');
    uri.split('/').map(|part| if is_version(part) { "#" } else { part }).collect::<Vec<_>>().join("/")
}

impl Schema {
    /// The property of this id.
    pub(crate) fn property(&self, id: &str) -> Option<&'static Property> {
        let at = self.properties.binary_search_by(|property| property.id.cmp(id)).ok()?;
        self.properties.get(at)
    }
}

impl Property {
    /// The word for a value.
    pub(crate) fn word(&self, value: &str) -> Option<&'static str> {
        let at = self.values.binary_search_by(|(key, _)| (*key).cmp(value)).ok()?;
        self.values.get(at).map(|(_, word)| *word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_unique() {
        assert!(SCHEMAS.windows(2).all(|pair| pair[0].uri < pair[1].uri));
        for schema in SCHEMAS {
            assert!(schema.properties.windows(2).all(|pair| pair[0].id < pair[1].id), "{}", schema.uri);
            for property in schema.properties {
                assert!(property.values.windows(2).all(|pair| pair[0].0 < pair[1].0), "{}", property.id);
            }
        }
    }

    #[test]
    fn versions_and_slashes_are_forgiven() {
        let group = |uri: &str| schema(uri).map(|schema| schema.group);
        assert_eq!(group("http://purl.org/dc/elements/1.1/"), Some("dc"));
        assert_eq!(group("http://purl.org/dc/elements/1.2"), Some("dc"));
        assert_eq!(group("http://ns.microsoft.com/photo/1.0/"), Some("microsoft"));
        assert_eq!(group("http://ns.microsoft.com/photo/1.2/"), Some("MP"));
        assert_eq!(group("http://example.com/1.0/"), None);
    }
}
