//! A second opinion: the blocks of a file decoded again by decoders that share no code with this one.
//!
//! Every Exif block is decoded by `kamadak-exif` too, and every XMP packet by Adobe's own XMP toolkit; what they
//! read is compared value by value, in a form that does not depend on how either prints it. Neither is asked about
//! a block that has not passed the bounds of this crate first: both can be made to use a thousand times the memory
//! of what they read.
//!
//! ```
//! let jpeg = include_bytes!("../../../testdata/replica.jpg");
//! let report = embedmeta_verify::source(&jpeg.as_slice(), &embedmeta::Extractor::new())?;
//! assert!(report.agrees());
//! assert!(report.agreements.exif > 10 && report.agreements.xmp > 100);
//! # Ok::<(), embedmeta::Error>(())
//! ```
//!
//! One part of the crate's contract does not hold here: the toolkit keeps a table of the namespaces that it met for as
//! long as the process lives. It is not trusted, and what one packet may add to it is bounded.
//!
//! Beside that, the [`Finding`]s tell what looks odd in a file that both read alike.

mod checks;
mod exif;
mod opinions;
mod report;
mod xmp;

pub use opinions::{exif_block, source, xmp_packet};
pub use report::{Agreements, Decoder, Disagreement, Finding, Report, Severity, Unasked};
