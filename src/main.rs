//! Temporary command: `embedmeta tags --format ndjson PATH...`
use std::path::{Path, PathBuf};

fn walk(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for entry in entries { walk(&entry, out); }
    } else { out.push(path.into()); }
}

fn main() {
    let mut files = Vec::new();
    for arg in std::env::args().skip(1).filter(|a| !matches!(a.as_str(), "tags" | "--format" | "ndjson")) {
        walk(Path::new(&arg), &mut files);
    }
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        if let Ok((info, tags, issues)) = embedmeta::tags_of(&bytes) {
            let tags: Vec<_> = tags.iter().map(|t| {
                let mut o = serde_json::json!({"group": t.group, "name": t.full_name(), "value": t.value});
                if let Some(raw) = &t.raw { o["raw"] = serde_json::json!(raw); }
                o
            }).collect();
            println!("{}", serde_json::json!({"path": file, "tags": tags, "file": info, "issues": issues}));
        }
    }
}
