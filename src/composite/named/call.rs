//! Calls the functions that only formulas of computed tags have.

use super::super::moment::Moment;
use super::super::names::NAMES;
use super::colors::{balance, cfa_pattern, levels_above};
use super::lenses::{lens_of_key, lens_of_model, lens_of_type, lens_of_xmp};
use super::optics::{
    depth_of_field, depth_of_field_text, field_of_view, field_of_view_text, focus_distance, light_value,
    scale_factor,
};
use super::texts::{degrees, extender, flash, hex_number, part_of, pick, rotation, with_fraction};
use crate::formula::Item;

/// Such a function: it takes the values in parentheses.
type Function = for<'m, 'a> fn(&Moment<'m, 'a>, &[Item<'a>]) -> Item<'a>;

/// The functions, in the order of their names.
const FUNCTIONS: [Function; NAMES.len()] = [
    pick,
    balance,
    levels_above,
    cfa_pattern,
    scale_factor,
    field_of_view,
    field_of_view_text,
    depth_of_field,
    depth_of_field_text,
    focus_distance,
    light_value,
    with_fraction,
    degrees,
    rotation,
    flash,
    part_of,
    hex_number,
    extender,
    lens_of_type,
    lens_of_key,
    lens_of_xmp,
    lens_of_model,
];

/// The value of a function.
pub(in crate::composite) fn call<'a>(moment: &Moment<'_, 'a>, function: u8, values: &[Item<'a>]) -> Item<'a> {
    FUNCTIONS.get(usize::from(function)).map_or(Item::None, |function| function(moment, values))
}
