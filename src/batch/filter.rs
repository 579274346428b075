//! Which files of those that are found are wanted.

use super::identity::Identity;
use super::input::Input;
use ignore::overrides::{Override, OverrideBuilder};
use std::fs::{DirEntry, Metadata};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// What of a folder is wanted; a path that was named is wanted whatever it is called.
pub struct Filter {
    extensions: Vec<String>,
    exclude: Override,
    /// Also what has a name that begins with a dot.
    pub hidden: bool,
    /// Whether links are followed.
    pub follow: bool,
    /// Only what changed after that; named files too.
    pub changed_since: Option<SystemTime>,
    /// Files that the command itself writes.
    pub own: Vec<Identity>,
    /// Set where no more is wanted.
    pub stop: Arc<AtomicBool>,
}

impl Filter {
    /// Everything that is not hidden, but for what `exclude` matches; only these extensions where there are any.
    ///
    /// # Errors
    ///
    /// A text that says which glob of `exclude` is none.
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

    /// Whether a path within a folder is wanted, as far as its name tells.
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
        // Few files are asked for more than their names.
        let may_be = |own: &Identity| is_link || own.may_be(entry);
        self.own.iter().any(may_be) && path.metadata().is_ok_and(|metadata| self.is_own(path, &metadata))
    }

    /// Whether the file at a path is one that the command itself writes.
    pub(super) fn is_own(&self, path: &Path, metadata: &Metadata) -> bool {
        self.own.iter().any(|own| own.is_at(path, metadata))
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether it changed after the time that was asked for.
    pub(super) fn is_recent(&self, input: &Input) -> bool {
        let Some(since) = self.changed_since.filter(|_| input.is_file()) else { return true };
        // What cannot be asked is read, and then says why it cannot be.
        input.path.metadata().and_then(|metadata| metadata.modified()).map_or(true, |time| time > since)
    }
}
