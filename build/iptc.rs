//! The tables of `src/iptc`.

use std::path::Path;

pub fn compile(_out: &Path) {}
