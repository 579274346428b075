//! The model: shapes of JSON values, as far as the records need them.

use std::borrow::Cow;

/// The shape of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Any value at all.
    Anything,
    Null,
    Boolean,
    /// This truth value only.
    Always(bool),
    Number,
    /// A whole number, 0 or more.
    Count,
    Text,
    /// Text that matches this ECMA-262 regular expression.
    Form(&'static str),
    /// A moment: text of this form, which also follows RFC 3339.
    Moment(&'static str),
    /// One of these texts.
    Words(&'static [&'static str]),
    /// The shape with this name.
    Named(&'static str),
    /// A list with a minimum length.
    List {
        of: Box<Shape>,
        at_least: u8,
    },
    /// Any of these; built by [`any_of`].
    AnyOf(Vec<Shape>),
    /// A field with two shapes: the one of its standard, which becomes the type in a language, and the one that any
    /// file may give it, which records are checked against.
    Field {
        plain: Box<Shape>,
        found: Box<Shape>,
    },
    /// A map with arbitrary keys and at least one entry.
    Map(Box<Shape>),
    /// An object with named members; `others` is the shape of any further members, if they are allowed.
    Object {
        members: Vec<Member>,
        others: Option<Box<Shape>>,
    },
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub name: &'static str,
    pub description: Cow<'static, str>,
    pub required: bool,
    /// The unit of its value.
    pub unit: Option<&'static str>,
    pub shape: Shape,
}

/// A shape with a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Definition {
    pub name: &'static str,
    pub description: &'static str,
    pub shape: Shape,
}

impl Shape {
    /// A list of at least `at_least` of these.
    pub(crate) fn list(self, at_least: u8) -> Self {
        Self::List { of: Box::new(self), at_least }
    }

    /// This or null.
    pub(crate) fn or_null(self) -> Self {
        any_of([self, Self::Null])
    }

    /// The parts of an `AnyOf`, or the shape itself.
    pub(crate) fn alternatives(&self) -> &[Shape] {
        match self {
            Self::AnyOf(shapes) => shapes,
            Self::Field { plain, .. } => plain.alternatives(),
            one => std::slice::from_ref(one),
        }
    }
}

/// Any of these shapes, each once.
pub(crate) fn any_of(shapes: impl IntoIterator<Item = Shape>) -> Shape {
    let mut all: Vec<Shape> = Vec::new();
    for shape in shapes {
        for part in shape.alternatives() {
            if !all.contains(part) {
                all.push(part.clone());
            }
        }
    }
    match <[Shape; 1]>::try_from(all) {
        Ok([one]) => one,
        Err(all) => Shape::AnyOf(all),
    }
}

/// The form of a stable word: `bad-offset`.
pub(crate) const CODE: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// An object with exactly these members.
pub(crate) fn closed(members: Vec<Member>) -> Shape {
    Shape::Object { members, others: None }
}

impl Member {
    /// A member that is always there.
    pub(crate) fn required(name: &'static str, description: &'static str, shape: Shape) -> Self {
        Self { name, description: Cow::Borrowed(description), required: true, unit: None, shape }
    }

    /// A member that may be missing.
    pub(crate) fn optional(name: &'static str, description: &'static str, shape: Shape) -> Self {
        Self { required: false, ..Self::required(name, description, shape) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_stand_once_and_flat() {
        let several = any_of([Shape::Text, any_of([Shape::Number, Shape::Text]), Shape::Null]);
        assert_eq!(several.alternatives(), [Shape::Text, Shape::Number, Shape::Null]);
        assert_eq!(any_of([Shape::Text, Shape::Text]), Shape::Text);
    }
}
