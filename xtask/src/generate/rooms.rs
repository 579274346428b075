//! The rooms with tables of tags.

/// The room of the maker notes.
pub const MAKERNOTE: &str = "src/makernote";

/// All of them.
pub const ROOMS: [&str; 5] = [MAKERNOTE, "src/formats", "src/icc", "src/quicktime", "src/segments"];
