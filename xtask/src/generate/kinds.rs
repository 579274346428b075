//! The kinds of TIFF-based files: `src/container/tiff/kinds.tsv`.

use super::condition::hex;
use super::out::Out;
use super::table::{Row, Table};
use std::fmt::Write;

pub fn compile(out: &mut Out) {
    let mut code = String::from(
        "/// The kinds, in the order in which they are tried.\n#[rustfmt::skip]\nstatic KINDS: &[FileKind] = &[\n",
    );
    for row in Table::read("src/container/tiff/kinds.tsv").rows() {
        let signs: Vec<_> = row.get("signs").split(" and ").map(|sign| self::sign(&row, sign)).collect();
        let format = row.get("format");
        writeln!(code, "    FileKind {{ id: FormatId::{format}, signs: &[{}] }},", signs.join(", "))
            .expect("writing to a string");
    }
    code.push_str("];\n");
    out.write("src/container/tiff/generated.rs", &["kinds.tsv"], &code);
}

/// A sign as a Rust expression.
fn sign(row: &Row<'_>, text: &str) -> String {
    let number = |text: &str| match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    let number = |text: &str| number(text).unwrap_or_else(|_| row.wrong("no number"));
    let name = |text: &str| text.replace('_', " ");
    if let Some(text) = text.strip_prefix("version=") {
        return format!("Sign::Version({})", number(text));
    }
    if let Some(text) = text.strip_prefix("compression=") {
        return format!("Sign::Compression({})", number(text));
    }
    if let Some((at, bytes)) = text.strip_prefix("bytes@").and_then(|text| text.split_once('=')) {
        let bytes = hex(bytes).unwrap_or_else(|| row.wrong("no bytes"));
        return format!("Sign::Bytes({}, &{bytes:?})", number(at));
    }
    if let Some(text) = text.strip_prefix("make~") {
        return format!("Sign::Make({:?})", name(text));
    }
    if let Some(text) = text.strip_prefix("model~") {
        return format!("Sign::Model({:?})", name(text));
    }
    match text {
        "big" => "Sign::Big".to_owned(),
        "dng" => "Sign::Dng".to_owned(),
        "sensor" => "Sign::Sensor".to_owned(),
        _ => row.wrong("no sign"),
    }
}
