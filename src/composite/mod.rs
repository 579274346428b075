//! Tags that are computed of other tags: the size of the picture, the depth of field, the name of the lens.
//!
//! `tags.tsv` has a row for each, with what it needs and its formulas; `elsewhere.tsv` names those that are made in other
//! rooms or not at all, with the reason; and `low.tsv` the tags that stand back behind others of their name. The rows are
//! compiled to `generated.rs`, in an order in which each stands behind those that it depends on.
//!
//! [`engine`] goes through the rows, [`found`] finds what they need in one pass over the tags, [`moment`] is a row while its
//! formulas are evaluated, [`scene`] what they may ask for, and [`named`] has what the language of formulas has no words for.

mod engine;
mod found;
mod hash;
mod moment;
mod named;
mod names;
mod rows;
mod scene;
#[cfg(test)]
mod tests;

pub(crate) use engine::add;
