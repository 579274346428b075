//! Conversions from a stored value to its printed form.
//!
//! A table row in `tags` names one of the functions listed here. Each takes the stored value and returns the two forms
//! that ExifTool has for it (`-j` and `-n`), or nothing if the tag is not shown.

// All conversions have the same signature, whether or not they may omit a tag.
#![allow(clippy::unnecessary_wraps)]

mod camera;
mod coded;
mod gps;
mod plain;
mod printed;
mod structure;
mod text;

pub(super) use camera::{
    aperture, celsius, composite_exposure_times, exposure_compensation, exposure_time, f_number, frame_rate,
    iso, lens_info, metres, millimetres, shutter_speed, t_stop, whole_metres, whole_millimetres,
};
pub(super) use coded::{bits, each, hex, number_or_bits, value_of};
pub(super) use gps::{coordinate, date_stamp, time_stamp};
pub(super) use plain::{
    binary, dotted, hex_lower, hex_upper, list32, list64, list64_stored, offset, offset_list, per_256, stored,
};
pub(super) use printed::{Conversion, Printed};
pub(super) use structure::{
    cfa_pattern, components, cr2_pattern, development_type, frequency_response, learning_opt_out, opcodes,
    pixel_format, plane_colors, private_data, time_codes,
};
pub(super) use text::{
    copyright, iso_date, non_empty, printable, samsung_order, trimmed, user_comment, utf16,
};
