//! The names of the functions that only formulas of computed tags have. `cargo xtask generate` compiles this file too.

/// The functions of `named/call.rs`, in the same order.
pub(crate) const NAMES: &[&str] = &[
    "pick",
    "balance",
    "levels_above",
    "cfa_pattern",
    "scale_factor",
    "field_of_view",
    "field_of_view_text",
    "depth_of_field",
    "depth_of_field_text",
    "focus_distance",
    "light_value",
    "with_fraction",
    "degrees",
    "rotation",
    "flash",
    "part_of",
    "hex_number",
    "extender",
    "lens_of_type",
    "lens_of_key",
    "lens_of_xmp",
    "lens_of_model",
];
