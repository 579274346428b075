//! Prefixes of names.

/// The text after `start`, which is matched in any case.
pub(super) fn behind<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (first, rest) = text.split_at_checked(start.len())?;
    first.eq_ignore_ascii_case(start).then_some(rest)
}
