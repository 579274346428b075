//! The consolidated object: an ordered map with typed access.

use crate::number::Plain;
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::fmt::{self, Write};
use std::iter::FusedIterator;
use std::ops::Index;

/// The `embeddedMetadata` object: field names and values in the documented order.
///
/// The fields, their types and their order come from one table, so the same file always gives the same object. It
/// serialises to the documented JSON object and back.
///
/// Two objects are equal if they have the same fields with equal values in any order: a database may return them in
/// another order.
///
/// ```
/// use embedmeta::fields;
///
/// let metadata = embedmeta::extract_path("testdata/replica.jpg")?;
/// assert_eq!(metadata[fields::CREATOR], "Creator1 (ref2019.1)");
/// assert_eq!(metadata[fields::KEYWORDS].to_string(), "Keyword1ref2019.1, Keyword2ref2019.1, Keyword3ref2019.1");
/// // A field that is not there is an empty list: no picture makes an index panic.
/// assert_eq!(metadata["Nobody"].as_text(), None);
/// for (name, value) in &metadata {
///     println!("{name}: {value}");
/// }
/// # Ok::<(), embedmeta::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct EmbeddedMetadata {
    fields: Vec<(Cow<'static, str>, FieldValue)>,
}

/// The value of a field.
///
/// It is displayed in readable form: the items of a list joined by `, `, an object as JSON on one line.
///
/// Values are equal if their JSON is equivalent: the parts of objects in any order, integers however they are stored,
/// and other numbers to the 15 digits that are written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FieldValue {
    /// Text; dates are texts of the form `YYYY-MM-DDTHH:mm:ss.sssZ`.
    Text(String),
    /// An integer.
    Integer(i64),
    /// Any other number; never NaN or infinite.
    Number(f64),
    /// A boolean.
    Bool(bool),
    /// Several values.
    List(Vec<FieldValue>),
    /// Parts by name, in order: a region, or the texts of a language alternative by language.
    Object(Vec<(Cow<'static, str>, FieldValue)>),
}

/// The value returned for a missing field, part or item.
const NOTHING: &FieldValue = &FieldValue::List(Vec::new());

impl EmbeddedMetadata {
    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, value)| value)
    }

    /// The text of a field; for a list, the text of its first item.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.items(field).find_map(FieldValue::as_text)
    }

    /// The number in a field; for a list, its first item.
    pub fn number(&self, field: &str) -> Option<f64> {
        self.items(field).find_map(FieldValue::as_number)
    }

    /// The integer in a field; for a list, its first item.
    pub fn integer(&self, field: &str) -> Option<i64> {
        self.items(field).find_map(FieldValue::as_integer)
    }

    /// The moment in a date-time field; `None` if it holds a partial date or no date.
    pub fn date_time(&self, field: &str) -> Option<DateTime<Utc>> {
        let text = self.text(field)?;
        Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
    }

    /// The values of a field: all items of a list, the value of a single field, or none.
    pub fn items(&self, field: &str) -> impl Iterator<Item = &FieldValue> {
        self.get(field).map(FieldValue::items).unwrap_or_default().iter()
    }

    /// All fields in order.
    pub fn iter(&self) -> Fields<'_> {
        Fields(self.fields.iter())
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are no fields, because the file carries no metadata.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Keeps the fields for which `keep` holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.fields.retain(|(name, _)| keep(name));
    }

    /// An object with room for this many fields.
    pub(crate) fn with_capacity(fields: usize) -> Self {
        Self { fields: Vec::with_capacity(fields) }
    }

    pub(crate) fn push(&mut self, name: Cow<'static, str>, value: FieldValue) {
        self.fields.push((name, value));
    }
}

impl FieldValue {
    /// The text, if the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if the value is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)] // no field exceeds 2^53
            Self::Integer(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The integer, if the value is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The boolean, if the value is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// A part of an object, by name.
    pub fn part(&self, name: &str) -> Option<&FieldValue> {
        match self {
            Self::Object(parts) => parts.iter().find(|(key, _)| key == name).map(|(_, part)| part),
            _ => None,
        }
    }

    /// The items of a list; any other value is its only item.
    pub fn items(&self) -> &[FieldValue] {
        match self {
            Self::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }
}

/// The fields of an object, in order.
#[derive(Clone, Debug)]
pub struct Fields<'m>(std::slice::Iter<'m, (Cow<'static, str>, FieldValue)>);

/// The fields of an object that was consumed, in order.
#[derive(Clone, Debug)]
pub struct IntoFields(std::vec::IntoIter<(Cow<'static, str>, FieldValue)>);

impl<'m> Iterator for Fields<'m> {
    type Item = (&'m str, &'m FieldValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name.as_ref(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for Fields<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(name, value)| (name.as_ref(), value))
    }
}

impl ExactSizeIterator for Fields<'_> {}

impl FusedIterator for Fields<'_> {}

impl Iterator for IntoFields {
    type Item = (Cow<'static, str>, FieldValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for IntoFields {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back()
    }
}

impl ExactSizeIterator for IntoFields {}

impl FusedIterator for IntoFields {}

impl<'m> IntoIterator for &'m EmbeddedMetadata {
    type Item = (&'m str, &'m FieldValue);
    type IntoIter = Fields<'m>;

    fn into_iter(self) -> Fields<'m> {
        self.iter()
    }
}

impl IntoIterator for EmbeddedMetadata {
    type Item = (Cow<'static, str>, FieldValue);
    type IntoIter = IntoFields;

    fn into_iter(self) -> IntoFields {
        IntoFields(self.fields.into_iter())
    }
}

impl PartialEq for EmbeddedMetadata {
    fn eq(&self, other: &Self) -> bool {
        is_same_object(&self.fields, &other.fields)
    }
}

impl PartialEq for FieldValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b || written(*a) == written(*b),
            (Self::Integer(a), Self::Number(b)) | (Self::Number(b), Self::Integer(a)) => {
                crate::number::whole(written(*b), DIGITS) == Some(*a)
            }
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => is_same_object(a, b),
            _ => false,
        }
    }
}

/// The number of significant digits of a number in JSON.
const DIGITS: usize = 15;

/// The number as written in JSON. Zero and minus zero are the same.
fn written(number: f64) -> f64 {
    crate::number::round_to(number, DIGITS) + 0.0
}

/// Whether both have the same names with equal values. Values of the same name must be in the same order.
fn is_same_object(a: &[(Cow<'static, str>, FieldValue)], b: &[(Cow<'static, str>, FieldValue)]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The order is usually the same, so that nothing has to be sorted.
    let in_step = a.iter().zip(b).take_while(|((a, _), (b, _))| a == b).count();
    let (a, a_rest) = a.split_at(in_step);
    let (b, b_rest) = b.split_at(in_step);
    let values_agree = || a.iter().zip(b).all(|((_, a), (_, b))| a == b);
    values_agree() && (a_rest.is_empty() || sorted(a_rest) == sorted(b_rest))
}

fn sorted<'f>(fields: &'f [(Cow<'static, str>, FieldValue)]) -> Vec<&'f (Cow<'static, str>, FieldValue)> {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    sorted
}

/// The value of a field, or an empty list if the object lacks it.
///
/// Unlike the index of a standard map it never panics, since the picture decides which fields an object has. Use
/// [`EmbeddedMetadata::get`] to recognise a missing field.
impl Index<&str> for EmbeddedMetadata {
    type Output = FieldValue;

    fn index(&self, field: &str) -> &FieldValue {
        self.get(field).unwrap_or(NOTHING)
    }
}

/// A part of an object; an empty list if there is no such part or the value is not an object.
impl Index<&str> for FieldValue {
    type Output = FieldValue;

    fn index(&self, part: &str) -> &FieldValue {
        self.part(part).unwrap_or(NOTHING)
    }
}

/// An item of a list, or the value itself if it is not a list; an empty list after the last item.
impl Index<usize> for FieldValue {
    type Output = FieldValue;

    fn index(&self, item: usize) -> &FieldValue {
        self.items().get(item).unwrap_or(NOTHING)
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Number(number) => crate::number::write_g(f, *number, DIGITS),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
            Self::Object(_) => self.write_json(f),
        }
    }
}

impl FieldValue {
    /// Writes it as JSON in one line.
    fn write_json(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write_json_text(f, text),
            Self::Number(number) => write_json_number(f, *number),
            Self::Integer(_) | Self::Bool(_) => fmt::Display::fmt(self, f),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index == 0 { "[" } else { "," })?;
                    item.write_json(f)?;
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(parts) => {
                for (index, (name, part)) in parts.iter().enumerate() {
                    f.write_str(if index == 0 { "{" } else { "," })?;
                    write_json_text(f, name)?;
                    f.write_str(":")?;
                    part.write_json(f)?;
                }
                f.write_str(if parts.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

fn write_json_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for sign in text.chars() {
        match sign {
            '"' => f.write_str("\\\""),
            '\\' => f.write_str("\\\\"),
            '\u{8}' => f.write_str("\\b"),
            '\u{c}' => f.write_str("\\f"),
            '\n' => f.write_str("\\n"),
            '\r' => f.write_str("\\r"),
            '\t' => f.write_str("\\t"),
            '\0'..' ' => write!(f, "\\u{:04x}", u32::from(sign)),
            sign => f.write_char(sign),
        }?;
    }
    f.write_str("\"")
}

fn write_json_number(f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
    let number = match crate::number::json(number) {
        Some(Plain::Whole(whole)) => return crate::number::write_whole(f, whole),
        Some(Plain::Real(real)) => real,
        None => return write_json_text(f, &crate::number::g(number, DIGITS)),
    };
    let size = number.abs();
    if size >= 1e16 {
        // A sign stands before every exponent.
        f.write_str(&format!("{number:e}").replace('e', "e+"))
    } else if (1e-5..1e-4).contains(&size) {
        write!(f, "{number}")
    } else {
        write!(f, "{number:?}")
    }
}

impl PartialEq<str> for FieldValue {
    fn eq(&self, text: &str) -> bool {
        self.as_text() == Some(text)
    }
}

impl PartialEq<&str> for FieldValue {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}

impl PartialEq<String> for FieldValue {
    fn eq(&self, text: &String) -> bool {
        self == text.as_str()
    }
}

impl PartialEq<i64> for FieldValue {
    fn eq(&self, number: &i64) -> bool {
        *self == Self::Integer(*number)
    }
}

impl PartialEq<f64> for FieldValue {
    fn eq(&self, number: &f64) -> bool {
        *self == Self::Number(*number)
    }
}

impl PartialEq<bool> for FieldValue {
    fn eq(&self, truth: &bool) -> bool {
        self.as_bool() == Some(*truth)
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for FieldValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// A number that JSON cannot represent becomes text, as everywhere in this library: `inf`, `undef`.
impl From<f64> for FieldValue {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Text(crate::number::g(number, DIGITS)) }
    }
}

impl From<bool> for FieldValue {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<T: Into<FieldValue>> From<Vec<T>> for FieldValue {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<N: Into<Cow<'static, str>>, V: Into<FieldValue>> FromIterator<(N, V)> for EmbeddedMetadata {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self { fields: fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_shown_as_its_json() {
        let texts = ["", "plain é 中", "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}\u{2028}"];
        let numbers =
            [0.0, -0.0, 0.1, 1.0 / 3.0, -2.5, 1e-4, 0.000_012_34, 9.9e-6, 1.5e-7, 1e-300, 1e15, 1e16];
        let numbers = numbers.into_iter().chain([123_456.789, 1.234e17, 1e300, f64::MAX, f64::MIN_POSITIVE]);
        let items = texts.map(FieldValue::from).into_iter().chain(numbers.map(FieldValue::Number));
        let parts = vec![
            ("a\"b".into(), FieldValue::List(items.collect())),
            ("empty".into(), FieldValue::List(Vec::new())),
            ("none".into(), FieldValue::Object(Vec::new())),
            ("truth".into(), FieldValue::Bool(true)),
            ("whole".into(), FieldValue::Integer(-7)),
        ];
        let object = FieldValue::Object(parts);
        assert_eq!(object.to_string(), serde_json::to_string(&object).unwrap());
        // Numbers of all sizes.
        let mut bits = 1_u64;
        for _ in 0..10_000 {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let numbers = [f64::from_bits(bits), f64::from_bits((bits >> 5) | 0x3800_0000_0000_0000)];
            for number in numbers.into_iter().filter(|number| number.is_finite()) {
                let object = FieldValue::Object(vec![("x".into(), FieldValue::Number(number))]);
                assert_eq!(object.to_string(), serde_json::to_string(&object).unwrap());
            }
        }
    }

    #[test]
    fn goes_to_json_and_back() {
        let text = r#"{"Title":"a","Rating":1,"XResolution":72.5,"Keywords":["b","c"],"Regions":[{"x":0.5,"ok":true}]}"#;
        let metadata: EmbeddedMetadata = serde_json::from_str(text).unwrap();
        assert_eq!(metadata.integer("Rating"), Some(1));
        assert_eq!(metadata.number("Rating"), Some(1.0));
        assert_eq!(metadata.text("Keywords"), Some("b"));
        assert_eq!(metadata.items("Keywords").count(), 2);
        let region = metadata.items("Regions").next().unwrap();
        assert_eq!(region.part("x").and_then(FieldValue::as_number), Some(0.5));
        assert_eq!(region.part("ok").and_then(FieldValue::as_bool), Some(true));
        assert_eq!(serde_json::to_string(&metadata).unwrap(), text);
    }

    #[test]
    fn dates_are_moments() {
        let text = r#"{"a":"2019-10-16T19:01:03.000Z","b":"1919"}"#;
        let metadata: EmbeddedMetadata = serde_json::from_str(text).unwrap();
        assert_eq!(metadata.date_time("a").map(|d| d.timestamp()), Some(1_571_252_463));
        assert_eq!(metadata.date_time("b"), None);
    }
}
