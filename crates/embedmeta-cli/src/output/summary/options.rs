//! What is told of a collection, and how.

/// What is told of a collection, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary {
    /// Only documented fields are counted.
    pub documented: bool,
    /// Documented fields that no file has are listed too.
    pub all_fields: bool,
    /// So many cameras and lenses are listed; 0 for all.
    pub top: usize,
    pub form: Form,
}

/// How a summary looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Tables for people, in so many columns.
    Text {
        width: usize,
    },
    Json,
}

/// What only the end of the work tells.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct End {
    /// Bytes that were read of all files.
    pub bytes_read: u64,
    /// Whether files are missing because the work was interrupted.
    pub is_interrupted: bool,
}
