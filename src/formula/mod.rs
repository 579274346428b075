//! Formulas of tag tables: conditions, values and printed forms that are more than a set of meanings.
//!
//! A formula stands in a table as text. `cargo xtask generate` compiles it to bytecode (`xtask/src/generate/formula/`),
//! and `machine.rs` runs that for one value. Values behave as they do in Perl, the language of `ExifTool`, so that the
//! results are the same: see `value.rs`. Every run is bounded in its steps and in the text that it makes.
//!
//! # The language
//!
//! ```text
//! values     12  0x1f  1.5  1e-5  "text with \0 \x1b escapes"  'text'  undef
//! x          what is stored (column `value`), or the value that was made of it (column `print`)
//! stored     what is stored
//! a[i], n    an item of `x`, counted from 0 (from the end if negative); how many items it has, with one space between
//!            them
//! Name       a value that an earlier row remembered; nothing until then. In `src/composite`, the tag of this name among
//!            the sources of the row, and `NamePrinted` its printed form
//! facts      Make Model Software FileType FILE_TYPE TIFF_TYPE count format bytes size ByteOrder
//! operators  by falling precedence, which is C's but for the power and for the words:
//!            ^ (power)   - ~ ! (of one value)   * / %   + - . (joins texts)   << >>   < <= > >= lt le gt ge
//!            == != eq ne ~ !~   &   |   &&   ||   ?:   not   and   or       defined Name
//! patterns   x ~ /regular expression/ and x !~ /…/, with the flags i and s
//! lists      [f0, f1, , f3]: each item of `x` by its own formula, in which `x` is the item (empty: unchanged), joined by
//!            "; " in the column `print` and by a space elsewhere; [f0, REPEAT]: the last one for all further items
//!            each(formula, "between"): all items by one formula; map(i, from, to, formula, "between"): for each number
//! meanings   enum or enum(v): the meaning in the set of the row, or `Unknown (v)`; meaning(v): nothing without a meaning;
//!            known(v): whether there is one
//! texts      text "f/{x} of {a[1]}", with formulas in braces; format("%+.1f", v, …) as C's printf
//! functions  exp log sqrt abs int round xor min max isint length substr hex split join replace lower upper trim reverse
//!            ascii u8 s8 u16 s16 u32 s32 f32 (numbers in bytes) canon_ev exposuretime fnumber fraction datetime unixtime
//!            duration bitrate
//! ```
//!
//! `tests.tsv` has an example of everything.
//!
//! # The files
//!
//! `op.rs` has the words of the bytecode, `scene.rs` what a formula may ask for, `functions.rs`, `printf.rs` and
//! `time.rs` what it may call, and `pattern.rs` the matcher of regular expressions.

mod functions;
mod machine;
mod op;
mod pattern;
mod printf;
mod scene;
#[cfg(test)]
mod tests;
mod time;
mod value;

pub(crate) use machine::evaluate;
pub(crate) use op::Fact;
pub(crate) use scene::{Input, Scene};
pub(crate) use value::Item;
