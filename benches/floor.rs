//! The minimum for any reader of metadata: opens each file, reads its first 64 KiB and closes it.
//!
//! `compare.sh` measures this program beside the others. On its own it reads the samples:
//!
//! ```sh
//! cargo bench --bench floor            # the samples
//! cargo bench --bench floor -- FILE... # these files
//! ```

mod support;

use std::io;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> io::Result<()> {
    // Cargo adds an option of its own.
    let mut paths: Vec<PathBuf> =
        std::env::args_os().skip(1).filter(|arg| arg != "--bench").map(PathBuf::from).collect();
    if paths.is_empty() {
        let entries: io::Result<Vec<_>> = support::sample("").read_dir()?.collect();
        paths.extend(entries?.into_iter().map(|entry| entry.path()));
    }
    let mut buffer = Vec::with_capacity(support::HEAD);
    let start = Instant::now();
    let mut bytes = 0;
    for path in &paths {
        bytes += support::read_head(path, &mut buffer)?;
    }
    println!("{} files, {bytes} bytes of their heads in {:?}", paths.len(), start.elapsed());
    Ok(())
}
