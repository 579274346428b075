//! The boxes of films, of HEIF and of AVIF [ISO 14496-12; QuickTime File Format].
//!
//! [`boxes`] goes from box to box by the tables of this room. [`userdata`] reads texts in several [`languages`], [`keys`]
//! and [`items`] the metadata of items, [`properties`] those of pictures (of which one is [`primary`]), [`samples`] the
//! descriptions of samples; [`texts`], [`codes`], [`typed`] and [`xtra`] what some cameras and programs add. [`gpmf`]
//! reads `GoPro`'s metadata, [`document`] those of professional cameras, [`camm`]
//! records of places, of which [`fix`] makes a track. [`film`] is what is known
//! meanwhile, and [`settle`] decides which of several tags of one name are shown.

pub(crate) mod boxes;
pub(crate) mod camm;
pub(crate) mod codes;
pub(crate) mod document;
pub(crate) mod film;
mod fix;
pub(crate) mod gpmf;
pub(crate) mod items;
pub(crate) mod keys;
pub(crate) mod languages;
mod primary;
pub(crate) mod properties;
pub(crate) mod samples;
pub(crate) mod settle;
#[cfg(test)]
mod testing;
pub(crate) mod texts;
pub(crate) mod typed;
pub(crate) mod userdata;
pub(crate) mod xtra;
