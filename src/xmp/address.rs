//! What of a namespace's address counts where a writer slipped: shared with the build, which makes indexes of it.

/// The address without what ends it: writers leave out the last slash or write one too many.
pub fn bare(uri: &str) -> &str {
    uri.trim_end_matches(['/', '#'])
}

/// The steps of an address, without versions, with slashes between.
pub fn steps(uri: &str) -> String {
    let is_version = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let mut all = String::with_capacity(uri.len());
    for step in uri.split(['/', '#']).filter(|step| !step.is_empty() && !is_version(step)) {
        all.push_str(step);
        all.push('/');
    }
    all
}
