//! Nothing but the home of the bench: a package must have a target of its own.
