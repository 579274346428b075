//! The model as declarations in TypeScript.

use super::fields::{LANGUAGES, language_alternatives};
use super::records;
use super::shape::{Definition, Member, Shape, any_of};
use std::fmt::{self, Display, Formatter, Write};

/// The declarations of the records and of everything in them; `numeric` makes quantities numbers.
///
/// The field types are those of files that follow their standards; `Lenient` widens them to those of any file.
pub(crate) fn typescript(numeric: bool) -> String {
    let mut out = String::from(concat!("// Made by embedmeta ", env!("CARGO_PKG_VERSION"), ".\n"));
    for definition in std::iter::once(records::record()).chain(records::definitions(numeric)) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{}", Declaration(&definition));
    }
    out.push_str(LENIENT);
    let alternatives: Vec<_> = language_alternatives().map(|name| format!("{name:?}")).collect();
    let _ = writeln!(
        out,
        "\n/** The fields that are language alternatives. */\n\
         export type LanguageField = {};\n\n\
         /** The consolidated metadata with `--languages`. */\n\
         export type EmbeddedMetadataLanguages = {{ [K in keyof EmbeddedMetadata]: K extends LanguageField ? \
         EmbeddedMetadata[K] | {LANGUAGES} : EmbeddedMetadata[K] }};",
        alternatives.join(" | ")
    );
    out
}

/// The types of fields in files that break the rules of their standards.
const LENIENT: &str = "
/**
 * What any file may give a field: several values where the standard knows one, text where it knows a number.
 * `Lenient<EmbeddedMetadata>` is true of every file.
 */
export type Lenient<Fields> = { [K in keyof Fields]: LenientValue<Fields[K]> };

/** A value of `Lenient`. */
export type LenientValue<V> = V extends (infer Item)[] ? (Item | LenientText<Item>)[]
  : V extends string | number ? V | LenientText<V> | (V | LenientText<V>)[]
  : V;

/** The text that stands in the place of a number. */
export type LenientText<V> = V extends number ? string : never;
";

/// The name of the shape that options change.
const METADATA: &str = "EmbeddedMetadata";
/// Its placeholder in the records, which are the same for all options.
const PARAMETER: &str = "Metadata";

struct Declaration<'d>(&'d Definition);

impl Display for Declaration<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Definition { name, description, shape } = self.0;
        writeln!(f, "{}", Comment(description))?;
        let Shape::Object { members, others } = shape else {
            return writeln!(f, "export type {name} = {};", Type(shape));
        };
        let is_open = |member: &&Member| member.shape.alternatives().contains(&Shape::Named(METADATA));
        if members.iter().any(|member| is_open(&member)) {
            writeln!(f, "export interface {name}<{PARAMETER} = {METADATA}> {{")?;
        } else {
            writeln!(f, "export interface {name} {{")?;
        }
        for member in members {
            let unit = member.unit.map(|unit| format!(" Unit: `{unit}`.")).unwrap_or_default();
            write!(f, "  {} ", Comment(&format!("{}{unit}", member.description)))?;
            if is_open(&member) {
                writeln!(f, "{}: {PARAMETER} | null;", member.name)?;
            } else {
                writeln!(f, "{}", Property(member))?;
            }
        }
        if let Some(others) = others {
            // An index signature must cover the types of all named members, and missing members are undefined.
            let others = others.as_ref().clone();
            let all =
                any_of(std::iter::once(others).chain(members.iter().map(|member| member.shape.clone())));
            writeln!(f, "  [name: string]: {} | undefined;", Type(&all))?;
        }
        writeln!(f, "}}")
    }
}

/// A description; nothing in it can end the comment.
struct Comment<'d>(&'d str);

impl Display for Comment<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "/** {} */", self.0.replace("*/", "*\\/"))
    }
}

struct Property<'m>(&'m Member);

impl Display for Property<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Member { name, required, shape, .. } = self.0;
        let mark = if *required { "" } else { "?" };
        if is_identifier(name) {
            write!(f, "{name}{mark}: {};", Type(shape))
        } else {
            write!(f, "{name:?}{mark}: {};", Type(shape))
        }
    }
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

struct Type<'s>(&'s Shape);

impl Display for Type<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Shape::Anything => f.write_str("unknown"),
            Shape::Null => f.write_str("null"),
            Shape::Boolean => f.write_str("boolean"),
            Shape::Always(truth) => write!(f, "{truth}"),
            Shape::Number | Shape::Count => f.write_str("number"),
            Shape::Text | Shape::Form(_) | Shape::Moment(_) => f.write_str("string"),
            Shape::Words(words) => {
                let words: Vec<_> = words.iter().map(|word| format!("{word:?}")).collect();
                f.write_str(&words.join(" | "))
            }
            Shape::Named(name) => f.write_str(name),
            Shape::List { of, .. } if of.alternatives().len() > 1 => write!(f, "({})[]", Type(of)),
            Shape::List { of, .. } => write!(f, "{}[]", Type(of)),
            Shape::AnyOf(shapes) => {
                // Shapes may differ only in details that no type expresses; drop the duplicates.
                let mut types: Vec<String> = Vec::new();
                for name in shapes.iter().map(|shape| Type(shape).to_string()) {
                    if !types.contains(&name) {
                        types.push(name);
                    }
                }
                f.write_str(&types.join(" | "))
            }
            Shape::Field { plain, .. } => Type(plain).fmt(f),
            Shape::Map(values) => write!(f, "{{ [name: string]: {} }}", Type(values)),
            Shape::Object { members, others } => {
                f.write_str("{ ")?;
                for member in members {
                    write!(f, "{} ", Property(member))?;
                }
                if let Some(others) = others {
                    write!(f, "[name: string]: {}; ", Type(others))?;
                }
                f.write_char('}')
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        let text_or_number = any_of([Shape::Text, Shape::Number]);
        for (shape, printed) in [
            (Shape::Text.list(1), "string[]"),
            (text_or_number.clone().list(1), "(string | number)[]"),
            (any_of([Shape::Text, Shape::Form("^x")]), "string"),
            (Shape::Words(&["a", "b"]), r#""a" | "b""#),
            (Shape::Map(Box::new(text_or_number)), "{ [name: string]: string | number }"),
        ] {
            assert_eq!(Type(&shape).to_string(), printed);
        }
    }

    #[test]
    fn members() {
        let member = Member::optional("2D", "", Shape::Count.or_null());
        assert_eq!(Property(&member).to_string(), r#""2D"?: number | null;"#);
        assert_eq!(Comment("ends */ here").to_string(), "/** ends *\\/ here */");
    }
}
