//! Selects the files that are wanted among those that are found.

use super::identity::Identity;
use super::input::Input;
use ignore::overrides::{Override, OverrideBuilder};
use std::fs::{DirEntry, Metadata};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// Which files of a folder are wanted. A path given by the user is wanted whatever its name is.
pub struct Filter {
    extensions: Vec<String>,
    exclude: Override,
    /// Whether to include names that begin with a dot.
    pub hidden: bool,
    /// Whether to follow links.
    pub follow: bool,
    /// Include only files changed after this time. This also applies to files given by the user.
    pub changed_since: Option<SystemTime>,
    /// The files that the command itself writes.
    pub own: Vec<Identity>,
    /// Set when no more files are wanted.
    pub stop: Arc<AtomicBool>,
}

impl Filter {
    /// Accepts everything that is not hidden and that `exclude` does not match. If there are any `extensions`, files
    /// must have one of them.
    ///
    /// # Errors
    ///
    /// A text that says which glob of `exclude` is invalid.
    pub fn new(extensions: &[String], exclude: &[String]) -> Result<Self, String> {
        let wrong = |error: ignore::Error| error.to_string();
        let mut builder = OverrideBuilder::new("");
        for glob in exclude {
            builder.add(&format!("!{glob}")).map_err(wrong)?;
        }
        let extension = |text: &String| text.trim().trim_start_matches('.').to_owned();
        Ok(Self {
            extensions: extensions.iter().map(extension).filter(|text| !text.is_empty()).collect(),
            exclude: builder.build().map_err(wrong)?,
            hidden: false,
            follow: false,
            changed_since: None,
            own: Vec::new(),
            stop: Arc::default(),
        })
    }

    /// Whether a path within a folder is wanted, judging by its name.
    pub(super) fn wants(&self, path: &Path, is_folder: bool) -> bool {
        let is_hidden = || path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let has_extension =
            |wanted: &String| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(wanted));
        (self.hidden || !is_hidden())
            && (is_folder || self.extensions.is_empty() || self.extensions.iter().any(has_extension))
            && !self.exclude.matched(path, is_folder).is_ignore()
    }

    /// Whether an entry of a folder is a file that the command itself writes.
    pub(super) fn is_own_entry(&self, path: &Path, entry: &DirEntry, is_link: bool) -> bool {
        // Most entries are ruled out without reading their metadata.
        let may_be = |own: &Identity| is_link || own.may_be(entry);
        self.own.iter().any(may_be) && path.metadata().is_ok_and(|metadata| self.is_own(path, &metadata))
    }

    /// Whether the file at this path is one that the command itself writes.
    pub(super) fn is_own(&self, path: &Path, metadata: &Metadata) -> bool {
        self.own.iter().any(|own| own.is_at(path, metadata))
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether it changed after the time that was asked for.
    pub(super) fn is_recent(&self, input: &Input) -> bool {
        let Some(since) = self.changed_since.filter(|_| input.is_file()) else { return true };
        // If the metadata cannot be read, let the reader try the file and report the error.
        input.path.metadata().and_then(|metadata| metadata.modified()).map_or(true, |time| time > since)
    }
}
