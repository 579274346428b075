//! The names of fields, as constants: a name that is misspelled does not compile.
//!
//! They are made of the table that the object is made by, one for each field that is described there; a field without
//! a constant is read by its name alike.
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
