//! The tables of `src/xmp`.

use std::path::Path;

pub fn compile(_out: &Path) {}
