//! Evaluates a condition for a file.

use super::condition::Query;
use super::expr::Expr;
use super::glob;
use super::lex::Sign;
use super::literal::{Literal, measure, period};
use super::names::Operand;
use crate::facts::FactValue;
use embedmeta::{EmbeddedMetadata, Error, Extraction, FieldValue, FileInfo, Issue};
use std::cmp::Ordering;

/// What a condition can test about a file.
#[derive(Clone, Copy, Default)]
pub(crate) struct Subject<'s> {
    metadata: Option<&'s EmbeddedMetadata>,
    file: Option<&'s FileInfo>,
    issues: &'s [Issue],
    /// The code of the error.
    error: Option<&'static str>,
}

impl<'s> From<&'s Extraction> for Subject<'s> {
    fn from(read: &'s Extraction) -> Self {
        Self { metadata: Some(&read.metadata), file: Some(&read.file), issues: &read.issues, error: None }
    }
}

impl From<&Error> for Subject<'_> {
    fn from(error: &Error) -> Self {
        Self { error: Some(error.code()), ..Self::default() }
    }
}

impl Query {
    /// Whether the file meets the condition.
    pub(crate) fn holds(&self, subject: Subject<'_>) -> bool {
        holds(&self.expr, subject)
    }
}

fn holds(expr: &Expr, subject: Subject<'_>) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().all(|part| holds(part, subject)),
        Expr::Any(parts) => parts.iter().any(|part| holds(part, subject)),
        Expr::Not(part) => !holds(part, subject),
        Expr::Has(operand) => values(operand, subject, |_| true),
        // A value exists, and none equals the literal.
        Expr::Test(operand, Sign::Differs, literal) => {
            values(operand, subject, |_| true)
                && !values(operand, subject, |value| is(value, operand, Sign::Equal, literal))
        }
        Expr::Test(operand, sign, literal) => {
            values(operand, subject, |value| is(value, operand, *sign, literal))
        }
    }
}

/// A scalar value.
#[derive(Clone, Copy)]
enum Plain<'v> {
    Text(&'v str),
    Number(f64),
    Truth(bool),
}

/// Whether `test` holds for any value of the operand.
fn values(operand: &Operand, subject: Subject<'_>, mut test: impl FnMut(Plain<'_>) -> bool) -> bool {
    match operand {
        Operand::Field(name, _) => {
            let value = subject.metadata.and_then(|metadata| metadata.get(name));
            value.is_some_and(|value| leaves(value, &mut test))
        }
        Operand::Fact(fact) => {
            let value = subject.file.and_then(|file| (fact.value)(file));
            value.is_some_and(|value| told(value, &mut test))
        }
        Operand::Issue => subject.issues.iter().any(|issue| test(Plain::Text(issue.code.as_str()))),
        Operand::Error => subject.error.is_some_and(|code| test(Plain::Text(code))),
    }
}

fn leaves(value: &FieldValue, test: &mut impl FnMut(Plain<'_>) -> bool) -> bool {
    match value {
        FieldValue::List(items) => items.iter().any(|item| leaves(item, test)),
        FieldValue::Object(parts) => parts.iter().any(|(_, part)| leaves(part, test)),
        FieldValue::Text(text) => test(Plain::Text(text)),
        FieldValue::Bool(truth) => test(Plain::Truth(*truth)),
        number => number.as_number().is_some_and(|number| test(Plain::Number(number))),
    }
}

#[allow(clippy::cast_precision_loss)] // no file has 2^53 bytes
fn told(value: FactValue<'_>, test: &mut impl FnMut(Plain<'_>) -> bool) -> bool {
    match value {
        FactValue::Text(text) => test(Plain::Text(text)),
        FactValue::Number(number) => test(Plain::Number(number as f64)),
        FactValue::Seconds(number) => test(Plain::Number(number)),
        FactValue::Bool(truth) => test(Plain::Truth(truth)),
        FactValue::Texts(texts) => texts.iter().any(|text| test(Plain::Text(text))),
    }
}

fn is(value: Plain<'_>, operand: &Operand, sign: Sign, literal: &Literal) -> bool {
    match value {
        Plain::Number(number) => {
            literal.number.is_some_and(|wanted| ordered(number.partial_cmp(&wanted), sign))
        }
        Plain::Truth(truth) => {
            let wanted = match literal.folded.as_str() {
                "true" | "yes" => true,
                "false" | "no" => false,
                _ => return false,
            };
            matches!(sign, Sign::Equal | Sign::Exact) && truth == wanted
        }
        Plain::Text(text) => text_is(text, operand, sign, literal),
    }
}

fn text_is(text: &str, operand: &Operand, sign: Sign, literal: &Literal) -> bool {
    match sign {
        Sign::Exact => return text == literal.text,
        Sign::Like => return glob::matches(&literal.text, text),
        Sign::Contains => return text.to_lowercase().contains(&literal.folded),
        _ => {}
    }
    // Text may be a number with its unit; compared with a date, it may be a date.
    if !operand.is_date()
        && let (Some(number), Some(wanted)) = (measure(text), literal.number)
    {
        return ordered(number.partial_cmp(&wanted), sign);
    }
    if let Some(wanted) = literal.period {
        if let Some(moment) = period(text).map(|period| period.start) {
            // A day, month or year covers all of its moments; for ordering, it counts as its first moment.
            let is_within = (wanted.start..wanted.end).contains(&moment);
            return if sign == Sign::Equal {
                is_within
            } else {
                ordered(Some(moment.cmp(&wanted.start)), sign)
            };
        }
        if operand.is_date() {
            return false;
        }
    }
    ordered(Some(text.to_lowercase().as_str().cmp(&literal.folded)), sign)
}

fn ordered(order: Option<Ordering>, sign: Sign) -> bool {
    let Some(order) = order else { return false };
    match sign {
        Sign::Equal | Sign::Exact => order.is_eq(),
        Sign::Differs => order.is_ne(),
        Sign::Less => order.is_lt(),
        Sign::AtMost => order.is_le(),
        Sign::Greater => order.is_gt(),
        Sign::AtLeast => order.is_ge(),
        Sign::Like | Sign::Contains => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::Stage;

    fn extraction() -> Extraction {
        let text = r#"{
            "Make": "Canon", "Model": "Canon EOS 5D", "Rating": 4, "FNumber": 2.8, "FocalLength": "50.0 mm",
            "Keywords": ["Old Harbour", "night"], "DateTimeOriginal": "2019-12-31T23:00:00.000Z", "DateCreated": "1919",
            "Regions": [{"name": "Ann", "x": 0.25}], "Mine": "x", "ExposureTime": "1/125"
        }"#;
        let mut read = Extraction::default();
        read.metadata = serde_json::from_str(text).unwrap();
        (read.file.format, read.file.mime) = (embedmeta::FormatId::Jpeg, "image/jpeg".into());
        (read.file.width, read.file.size) = (Some(4000), 10);
        read.file.duration = Some(std::time::Duration::from_millis(61_500));
        read.file.codecs = vec!["hvc1".into(), "mp4a".into()];
        let detail = String::new();
        read.issues = vec![embedmeta::Issue::new("offset-assumed".into(), Stage::Normalize, None, detail)];
        read
    }

    fn holds(text: &str) -> bool {
        Query::parse(text).unwrap().holds((&extraction()).into())
    }

    #[test]
    fn conditions_that_hold() {
        for text in [
            "has Make",
            "not Copyright",
            "Rating >= 4 and Rating <= 4 and Rating = 4 and Rating != 5",
            "FNumber < 3",
            "Make = canon and Make == Canon",
            "Make != Nikon",
            "Keywords contains HARBOUR",
            "Keywords = night",
            "Model ~ \"*eos*\"",
            "DateTimeOriginal < 2020-01-01",
            "DateTimeOriginal > 2019-12-31T22:59",
            "DateTimeOriginal = 2019 and DateTimeOriginal = 2019-12-31 and DateTimeOriginal != 2019-11",
            "DateTimeOriginal = 2020-01-01T00:00+01:00",
            "DateCreated < 1920 and DateCreated >= 1919-01-01 and DateCreated = 1919",
            "FocalLength > 35 and FocalLength = 50 and FocalLength < 85",
            "ExposureTime < 1/60",
            "Regions = Ann",
            "Regions > 0.2",
            "field.Mine = X",
            "file.format = jpeg and file.width >= 4000 and file.size < 1000 and file.mime ~ image/*",
            "file.duration > 60 and file.duration <= 61.5",
            "file.codecs = hvc1 and file.codecs = MP4A and not file.bitRate",
            "issue",
            "issue offset-assumed",
            "not error",
            "Copyright or (Make and not City)",
        ] {
            assert!(holds(text), "{text}");
        }
    }

    #[test]
    fn conditions_that_do_not_hold() {
        for text in [
            "Copyright",
            // No comparison holds for a missing value, not even `!=`.
            "Copyright = x",
            "Copyright != x",
            "Rating > 4",
            "Make == canon",
            "Make = Can",
            "Keywords != night",
            "Model ~ \"EOS*\"",
            "DateTimeOriginal = 2019-12-30",
            "DateTimeOriginal >= 2020",
            "FocalLength > 85",
            "file.height > 0",
            "file.hasAlpha = false",
            "issue truncated",
            "error",
            "error = not-found or error not-found",
            "Make and City or Copyright",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn conditions_may_ask_for_failures() {
        let shows = |text| Query::parse(text).unwrap().holds((&Error::Empty).into());
        assert!(!shows("Make"));
        assert!(shows("error"));
        assert!(shows("error empty-file"));
        assert!(shows("Make or error = empty-file"));
        assert!(!shows("not error"));
        assert!(!shows("error not-found"));
    }
}
