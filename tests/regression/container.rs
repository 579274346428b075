//! Where blocks lie: containers, their segments and their sizes.
