//! The rooms with tables of tags.

/// The room of the maker notes.
pub const MAKERNOTE: &str = "src/makernote";

/// The room of films, in which makers have tables too.
pub const FILMS: &str = "src/quicktime";

/// All of them.
pub const ROOMS: [&str; 5] = [MAKERNOTE, "src/formats", "src/icc", FILMS, "src/segments"];
