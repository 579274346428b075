//! ICC profiles [ICC.1:2022].
