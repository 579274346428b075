//! The table of texts that are not captions: `src/normalize/boilerplate.tsv`.

use super::out::Out;
use super::table::{Row, Table, lines};
use std::fmt::Write;

pub fn compile(out: &mut Out) {
    let table = Table::read("src/normalize/boilerplate.tsv");
    let (mut texts, mut files) = (String::new(), String::new());
    let (mut tails, mut extensions) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let mut pieces = pieces(&row);
        let list = match row.get("kind") {
            "exact" | "file" if pieces.contains("Anything") => row.wrong("`*` stands in patterns alone"),
            "exact" | "pattern" => &mut texts,
            "prefix" => {
                // A word must end where the text does: `Canva` does not match the start of `canvas`.
                let is_word =
                    row.get("text").ends_with(|letter: char| letter.is_alphanumeric() || letter == '}');
                pieces.push_str(if is_word { "Piece::Rest" } else { "Piece::Anything" });
                &mut texts
            }
            "file" => &mut files,
            "tail" => {
                tails.push(row.get("text"));
                continue;
            }
            "extension" => {
                extensions.push(row.get("text"));
                continue;
            }
            kind => row.wrong(&format!("{kind:?} is no kind")),
        };
        writeln!(list, "    Boilerplate {{ pieces: &[{pieces}], make: {:?} }},", row.get("make"))
            .expect("writing to a string");
    }
    let code = format!(
        "static TEXTS: &[Boilerplate] = &[\n{texts}];\nstatic FILES: &[Boilerplate] = &[\n{files}];\n\
         static TAILS: &[&str] = &{};\nstatic EXTENSIONS: &[&str] = &{};\n",
        lines(&tails),
        lines(&extensions)
    );
    out.write("src/normalize/generated/boilerplate.rs", &["boilerplate.tsv"], &code);
}

/// The text as a list of pieces.
fn pieces(row: &Row<'_>) -> String {
    const NAMES: [(&str, &str); 5] = [
        ("{make}", "Make"),
        ("{brand}", "Brand"),
        ("{model}", "Model"),
        ("{short}", "Short"),
        ("{program}", "Program"),
    ];
    const SIGNS: [(&str, &str); 4] = [("#+", "Digits"), ("#", "Digit"), ("@", "Capitals"), ("*", "Anything")];
    let mut rest = row.get("text");
    let (mut out, mut literal) = (String::new(), String::new());
    let flush = |out: &mut String, literal: &mut String| {
        if !literal.is_empty() {
            write!(out, "Piece::Text({:?}), ", std::mem::take(literal)).expect("writing to a string");
        }
    };
    while let Some(letter) = rest.chars().next() {
        if let Some((sign, name)) = SIGNS.iter().chain(&NAMES).find(|(sign, _)| rest.starts_with(sign)) {
            flush(&mut out, &mut literal);
            write!(out, "Piece::{name}, ").expect("writing to a string");
            rest = &rest[sign.len()..];
        } else if letter == '{' {
            row.wrong("an unknown name in braces");
        } else {
            literal.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    flush(&mut out, &mut literal);
    out
}
