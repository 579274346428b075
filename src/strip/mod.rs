//! Copies of pictures without their metadata; the coded picture is unchanged.
//!
//! [`strip`] takes the bytes of a JPEG, PNG or WebP and returns those of the copy. [`What::All`] removes everything
//! that is not on a list of what a decoder needs, unknown parts included. [`What::Classes`] removes some classes of
//! metadata: the blocks are edited, and an Exif block or an XMP packet is edited in place. Anything that cannot be
//! edited or inspected safely (maker's segments, appended pictures, Content Credentials) is removed as a whole, with
//! a warning: privacy comes first. When everything is removed, the rights may be kept: who made the picture, whom to
//! credit, and how it may be used.
//!
//! The copy is read again before it is returned. If it still contains something that should be gone, or lacks rights
//! that should be kept, there is no copy.
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
