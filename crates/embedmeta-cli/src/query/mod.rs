//! Conditions of `--where`: which files are printed.
//!
//! ```text
//! or      = and { "or" and }
//! and     = not { "and" not }
//! not     = "not" not | "(" or ")" | test
//! test    = "has" name | name [ sign value | "contains" value ] | ("issue" | "error") [ code ]
//! name    = a field of the object | "field." name | "file." fact | "issue" | "error"
//! sign    = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "~"
//! value   = word | text in quotes
//! ```
//!
//! A name alone asks whether the file has it. The condition is parsed before the first file is read; it is only ever
//! compared, never executed.

mod condition;
mod eval;
mod expr;
mod glob;
mod lex;
mod literal;
mod names;
mod parse;
mod pick;
mod prefix;
mod wrong;

pub(crate) use condition::Query;
pub(crate) use eval::Subject;
pub(crate) use pick::Pick;
