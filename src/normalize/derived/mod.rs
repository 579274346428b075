//! Fields made from others: by a choice among tags of other names ([`properties`]), or combined from several tags.

mod categories;
mod colours;
mod companions;
mod credentials;
mod keyword_paths;
mod lens;
mod paths;
pub(super) mod properties;
mod regions;

pub(super) use colours::{hdr, wide_gamut};
pub(super) use companions::companions;
pub(super) use credentials::content_credentials;
pub(super) use keyword_paths::keyword_paths;
pub(super) use lens::lens_id;
pub(super) use regions::regions;
