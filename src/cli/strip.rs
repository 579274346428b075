//! `strip`: files in, copies out.

use super::args::Strip;
use super::progress;
use super::target::create_beside;
use crate::batch::open_regular;
use crate::strip::{Classes, Error, MAX_LEN, Stripped, What, strip};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// Copies each file; `false` where one failed, which is told on standard error.
pub(super) fn run(args: &Strip) -> bool {
    let what = what(args);
    let mut names = HashSet::new();
    let mut all_done = true;
    for path in &args.files {
        match one(path, what, args, &mut names) {
            Ok(warnings) => {
                for warning in warnings {
                    say(path, "warning", &warning);
                }
            }
            Err(why) => {
                all_done = false;
                say(path, "error", &why);
            }
        }
    }
    all_done
}

fn what(args: &Strip) -> What {
    if args.gps || args.places || args.people {
        return What::Classes(Classes { gps: args.gps, places: args.places, people: args.people });
    }
    What::All { icc: !args.no_icc, orientation: !args.no_orientation }
}

fn say(path: &Path, kind: &str, text: &str) {
    progress::say(&format!("{}: {kind}: {text}", path.display()));
}

/// Copies one file; the warnings, or why there is no copy.
fn one(path: &Path, what: What, args: &Strip, names: &mut HashSet<OsString>) -> Result<Vec<String>, String> {
    let told = |error: io::Error| error.to_string();
    let target = match &args.output {
        Some(folder) => {
            let name = path.file_name().ok_or("this is no file")?;
            if !names.insert(name.to_owned()) && !args.force {
                return Err("another file of this name was given: --force lets the last one win".into());
            }
            let target = folder.join(name);
            if is_same(path, &target) {
                return Err("the copy would overwrite the file itself: that is what --in-place is for".into());
            }
            if target.symlink_metadata().is_ok() && !args.force {
                return Err(format!("{} is there already: --force replaces it", target.display()));
            }
            target
        }
        None if path.symlink_metadata().map_err(told)?.is_symlink() => {
            return Err("this is a symbolic link: name the file that it points to".into());
        }
        None => path.to_owned(),
    };
    let (bytes, metadata) = read(path)?;
    let Stripped { bytes, warnings, .. } = isolated(&bytes, what)?;
    if let Some(folder) = &args.output {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    write(&target, &bytes, metadata.permissions())
        .map_err(|error| format!("{}: {error}", target.display()))?;
    Ok(warnings)
}

/// Whether both paths lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The bytes of a file, no more than may be copied.
fn read(path: &Path) -> Result<(Vec<u8>, fs::Metadata), String> {
    let told = |error: io::Error| error.to_string();
    let (file, metadata) = open_regular(path).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => "this is no file".into(),
        _ => told(error),
    })?;
    if metadata.len() > MAX_LEN {
        return Err(Error::TooLong(metadata.len()).to_string());
    }
    let mut bytes = Vec::new();
    file.take(MAX_LEN + 1).read_to_end(&mut bytes).map_err(told)?;
    Ok((bytes, metadata))
}

/// Makes the copy so that a panic costs this file alone.
fn isolated(bytes: &[u8], what: What) -> Result<Stripped, String> {
    let made = crate::batch::isolated(|| Ok(strip(bytes, what)));
    made.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// Writes a new file beside the target, and gives it the target's name when it is whole. It has the mode of the file
/// that it was made of.
fn write(target: &Path, bytes: &[u8], mode: fs::Permissions) -> io::Result<()> {
    let (mut file, unnamed) = create_beside(target)?;
    // The mode comes first: nobody reads the copy who could not read the file.
    file.set_permissions(mode)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // It is closed before: some systems rename no open file.
    drop(file);
    unnamed.take_name()
}
