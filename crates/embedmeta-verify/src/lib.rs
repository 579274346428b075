//! A second opinion: the blocks of a file decoded again by decoders that share no code with this one.
//!
//! Every Exif block is also decoded by `kamadak-exif`, and every XMP packet by Adobe's own XMP toolkit. The results are
//! compared value by value, in a form that does not depend on how either prints it. Neither decoder is given a block
//! that has not passed the limits of this crate first: both can be made to use a thousand times the memory of their
//! input.
//!
//! ```
//! let jpeg = include_bytes!("../../../testdata/replica.jpg");
//! let report = embedmeta_verify::source(&jpeg.as_slice(), &embedmeta::Extractor::new())?;
//! assert!(report.agrees());
//! assert!(report.agreements.exif > 10 && report.agreements.xmp > 100);
//! # Ok::<(), embedmeta::Error>(())
//! ```
//!
//! One part of the crate's contract does not hold here: for the life of the process the toolkit keeps a table of all
//! namespaces that it has met. It is not trusted, and each packet may add only so much to that table.
//!
//! In addition, [`Finding`]s report what looks odd in a file although both decoders agree on it.

mod checks;
mod exif;
mod opinions;
mod report;
mod xmp;

pub use opinions::{exif_block, source, xmp_packet};
pub use report::{Agreements, Decoder, Disagreement, Finding, Report, Severity, Unasked};
