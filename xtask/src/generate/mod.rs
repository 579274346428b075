//! Compiles the tables (`*.tsv` beside their readers) into sorted static arrays, which are stored beside them.
//!
//! Each room has its own compiler here (`exif.rs` for `src/exif/*.tsv`, and so on); `table.rs` reads the rows,
//! `codes.rs` writes the meanings of values for all tables, and `out.rs` stores the results. A wrong row stops the run
//! with its file and line.

// A wrong table must stop the run.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

mod boilerplate;
mod codes;
mod composite;
mod condition;
mod exif;
mod feeds;
mod fields;
mod first;
mod focus_areas;
mod formula;
mod iptc;
mod kinds;
mod layout;
mod out;
mod rooms;
mod table;
mod table_tags;
mod xmp;

pub(crate) use out::Out;

/// Generates all files without writing them.
pub(crate) fn all() -> Out {
    let mut out = Out::default();
    let mut codes = codes::Codes::default();
    exif::compile(&mut out, &mut codes);
    iptc::compile(&mut out, &mut codes);
    layout::compile(&mut out, &mut codes);
    composite::compile(&mut out, &mut codes);
    codes.write(&mut out);
    kinds::compile(&mut out);
    xmp::compile(&mut out);
    boilerplate::compile(&mut out);
    fields::compile(&mut out);
    focus_areas::compile(&mut out);
    formula::compile_tests(&mut out);
    out
}
