//! The built command, beside the file builders for all tests of the workspace.
// Each test uses only part of this.
#![allow(dead_code, unused_imports, clippy::expect_used)]

#[path = "../../../../tests/support/mod.rs"]
mod shared;

pub use shared::*;

use std::process::{Command, Output};

/// The built command.
pub fn embedmeta() -> Command {
    Command::new(env!("CARGO_BIN_EXE_embedmeta"))
}

/// Runs the command and waits for it to end.
pub fn run(args: &[&str]) -> Output {
    embedmeta().args(args).output().expect("the command runs")
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

/// The records of an NDJSON output.
pub fn records(output: &Output) -> Vec<serde_json::Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).expect("a record is JSON")).collect()
}
