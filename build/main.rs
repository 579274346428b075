//! Compiles the tables (`*.tsv` beside their readers) into sorted static arrays.
//!
//! Each room has its own compiler here (`exif.rs` for `src/exif/*.tsv`, and so on); `table.rs` reads the rows, `codes.rs`
//! writes the meanings of values for all. A wrong row stops the build with the file and line it stands in.

// A wrong table is to stop the build.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

mod boilerplate;
mod codes;
mod condition;
mod exif;
mod fields;
mod iptc;
mod table;
mod xmp;

use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut codes = codes::Codes::default();
    exif::compile(&out, &mut codes);
    iptc::compile(&out, &mut codes);
    codes.write(&out);
    xmp::compile(&out);
    boilerplate::compile(&out);
    fields::compile(&out);
}
