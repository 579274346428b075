//! Comparing the addresses (URIs) of namespaces where a writer got one slightly wrong. Shared with the table
//! generator, which builds indexes of them.

/// The address without its trailing slashes: writers omit the last slash or write one too many.
pub fn bare(uri: &str) -> &str {
    uri.trim_end_matches(['/', '#'])
}

/// The path segments of an address, joined by slashes and without the version numbers.
pub fn steps(uri: &str) -> String {
    let is_version = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let mut all = String::with_capacity(uri.len());
    for step in uri.split(['/', '#']).filter(|step| !step.is_empty() && !is_version(step)) {
        all.push_str(step);
        all.push('/');
    }
    all
}
