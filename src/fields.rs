//! The names of fields as constants, so that a misspelled name does not compile.
//!
//! They are generated from the table of fields, one for each field with a description. A field without a constant can
//! still be read by its name.
//!
//! ```
//! use embedmeta::fields;
//!
//! let metadata = embedmeta::extract_path("testdata/replica.jpg")?;
//! assert_eq!(metadata.text(fields::CREATOR), Some("Creator1 (ref2019.1)"));
//! assert_eq!(metadata.items(fields::KEYWORDS).count(), 3);
//! # Ok::<(), embedmeta::Error>(())
//! ```

include!("normalize/generated/names.rs");
