//! Empty: a package with a bench needs a target of its own.
