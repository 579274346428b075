//! IPTC-IIM datasets, and the Photoshop resources that carry them.

mod forms;
mod iim;
mod irb;
mod tables;

pub(crate) use iim::decode as decode_iim;
pub(crate) use irb::decode as decode_irb;
