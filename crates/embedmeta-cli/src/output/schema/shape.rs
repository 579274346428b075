//! The model: shapes of JSON values, as far as the records need them.

use std::borrow::Cow;

/// The shape of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Any value at all.
    Anything,
    Null,
    Boolean,
    /// This truth value and no other.
    Always(bool),
    Number,
    /// A whole number, 0 or more.
    Count,
    Text,
    /// Text of this form, a regular expression of ECMA-262.
    Form(&'static str),
    /// A moment: text of this form, which is that of RFC 3339 too.
    Moment(&'static str),
    /// One of these texts.
    Words(&'static [&'static str]),
    /// The shape with this name.
    Named(&'static str),
    /// A list of at least so many items.
    List {
        of: Box<Shape>,
        at_least: u8,
    },
    /// Any of these; made by [`any_of`].
    AnyOf(Vec<Shape>),
    /// A field: the shape that its standard knows, which is all that a type in a language tells, and the one that any
    /// file may give it, which records are checked against.
    Field {
        plain: Box<Shape>,
        found: Box<Shape>,
    },
    /// Values by keys that nobody knows before; at least one.
    Map(Box<Shape>),
    /// Members by name; `others` is the shape of those that are not named here, if there may be any.
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
    /// What it is counted in.
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
    /// A list of at least so many of these.
    pub(crate) fn list(self, at_least: u8) -> Self {
        Self::List { of: Box::new(self), at_least }
    }

    /// This or null.
    pub(crate) fn or_null(self) -> Self {
        any_of([self, Self::Null])
    }

    /// What it may be: its own parts where it is any of several.
    pub(crate) fn alternatives(&self) -> &[Shape] {
        match self {
            Self::AnyOf(shapes) => shapes,
            Self::Field { plain, .. } => plain.alternatives(),
            one => std::slice::from_ref(one),
        }
    }
}

/// Any of these shapes, each of them once.
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

/// An object of these members and no others.
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
