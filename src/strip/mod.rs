//! Copies of pictures without their metadata, the coded picture as it was.
//!
//! [`strip`] takes the bytes of a JPEG, PNG or WebP and gives those of the copy. Everything goes ([`What::All`]) by
//! lists of what a decoder needs: what is not known goes too. Or some classes go ([`What::Classes`]): then the
//! blocks are edited, an Exif block and an XMP packet in the room that they have. What cannot be edited safely, or
//! not be looked into (maker's segments, appended pictures, Content Credentials), goes as a whole, with a warning:
//! privacy comes first. Where all goes, the rights may stay: who made the picture, whom to name, and what may be done
//! with it.
//!
//! The copy is read again before it is given away: where something of what was to go is still found, there is no
//! copy. The same holds for rights that were to stay.
//!
//! ```
//! use embedmeta::strip::{What, strip};
//!
//! let jpeg = include_bytes!("../../testdata/replica.jpg");
//! let copy = strip(jpeg, What::All { icc: true, orientation: true, rights: true })?;
//! let metadata = embedmeta::extract(&copy.bytes)?;
//! assert_eq!(metadata["Creator"], "Creator1 (ref2019.1)");
//! assert!(metadata.get("City").is_none());
//! # Ok::<(), embedmeta::strip::Error>(())
//! ```

mod copy;
mod exif;
mod iptc;
mod jpeg;
mod names;
mod outcome;
mod png;
mod rights;
mod webp;
mod what;
mod xmp;

pub use copy::{check, strip};
pub use outcome::{Error, MAX_LEN, Stripped};
pub use what::{Classes, What};
