//! The tables of `src/exif`.

use std::path::Path;

pub fn compile(_out: &Path) {}
