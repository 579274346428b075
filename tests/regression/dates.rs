//! Dates, their offsets, and what is no date.
