//! Conversions: from a stored value to its printed form.
//!
//! A row of the tables in `tags` names one of the functions that are listed here. Each gets the value as it is stored and
//! answers the two forms that ExifTool has of it (`-j` and `-n`), or nothing where the tag is not shown.

// All conversions have one signature, whether they may leave a tag out or not.
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
    copyright, iso_date, maker_note_text, non_empty, printable, samsung_order, trimmed, user_comment, utf16,
};
