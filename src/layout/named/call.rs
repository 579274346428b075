//! The functions by their numbers.

use super::super::moment::Moment;
use super::super::names::NAMES;
use super::bits::{bit_list, bitnames, bits_of};
use super::dates::riff_date;
use super::films::{brands, frame_rate, language};
use super::lenses::{nikon_lens_type, sony_lens_features, sony_lens_spec, sony_lens_spec_value};
use super::lists::plist;
use super::modes::{
    minolta_white_balance, nikon_shooting_mode, olympus_drive_mode, olympus_gradation, pentax_picture_mode,
};
use super::numbers::{hexnum, pentax_ev, pentax_filter_value, pentax_shutter_count, samsung_decrypt};
use super::places::{coordinates, film_date, iso6709, keywords, latin1, latitude, location, longitude};
use super::points::{
    canon_af_points_1d, nikon_af_cell, nikon_af_grid, nikon_af_points, olympus_af_areas, pentax_af_areas,
    pentax_af_k3iii, pentax_af_points,
};
use super::texts::{casio_firmware_date, fuji_serial, lens_info, nikon_location, nikon_text, pentax_filter};
use crate::formula::Item;

/// Such a function: it takes the values in parentheses.
type Function = for<'m, 'n, 'a> fn(&Moment<'m, 'n, 'a>, &[Item<'a>]) -> Item<'a>;

/// The functions, in the order of their names.
const FUNCTIONS: [Function; NAMES.len()] = [
    bitnames,
    bit_list,
    canon_af_points_1d,
    olympus_af_areas,
    olympus_gradation,
    olympus_drive_mode,
    bits_of,
    lens_info,
    nikon_af_cell,
    nikon_af_grid,
    nikon_af_points,
    nikon_lens_type,
    nikon_location,
    nikon_shooting_mode,
    nikon_text,
    pentax_af_areas,
    pentax_af_k3iii,
    pentax_af_points,
    pentax_ev,
    pentax_filter,
    pentax_filter_value,
    pentax_picture_mode,
    pentax_shutter_count,
    sony_lens_features,
    sony_lens_spec,
    sony_lens_spec_value,
    casio_firmware_date,
    fuji_serial,
    samsung_decrypt,
    hexnum,
    minolta_white_balance,
    plist,
    brands,
    language,
    frame_rate,
    iso6709,
    coordinates,
    film_date,
    location,
    keywords,
    riff_date,
    latitude,
    longitude,
    latin1,
];

/// The value of a function.
pub(crate) fn call<'a>(moment: &Moment<'_, '_, 'a>, function: u8, values: &[Item<'a>]) -> Item<'a> {
    FUNCTIONS.get(usize::from(function)).map_or(Item::None, |function| function(moment, values))
}
