//! The content and layout of a summary.

/// The content and layout of a summary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary {
    /// Count only documented fields.
    pub documented: bool,
    /// Also list documented fields that no file has.
    pub all_fields: bool,
    /// The number of cameras and lenses to list; 0 for all.
    pub top: usize,
    pub form: Form,
}

/// The layout of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Tables for people, of this width.
    Text {
        width: usize,
    },
    Json,
}

/// Facts that are known only when the run ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct End {
    /// The number of bytes that were read from all files.
    pub bytes_read: u64,
    /// Whether files are missing because the run was interrupted.
    pub is_interrupted: bool,
}
