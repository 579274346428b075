//! The boxes of films, of HEIF and of AVIF [ISO 14496-12; QuickTime File Format].
//!
//! [`boxes`] goes from box to box by the tables of this room. [`userdata`] reads texts in several languages, [`keys`] and
//! [`items`] the metadata of items, [`properties`] those of pictures, [`samples`] the descriptions of samples. [`texts`] those of some cameras. [`film`] is what is known meanwhile, and
//! [`settle`] decides which of several tags of one name are shown.

pub(crate) mod boxes;
pub(crate) mod film;
pub(crate) mod items;
pub(crate) mod keys;
pub(crate) mod languages;
mod primary;
pub(crate) mod properties;
pub(crate) mod samples;
pub(crate) mod settle;
pub(crate) mod texts;
pub(crate) mod userdata;
