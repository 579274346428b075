//! What the formats of pictures say of themselves in their chunks, blocks and boxes: PNG, GIF, RIFF, BMP, JPEG 2000 and
//! others, a folder of rows for each. Containers find the parts; `layout` reads them by their tables. Shapes that single
//! formats have are read here.

pub(crate) mod comments;
pub(crate) mod fuji_directory;
pub(crate) mod geo_keys;
pub(crate) mod layers;
pub(crate) mod matroska;
pub(crate) mod riff;
#[cfg(test)]
mod testing;
pub(crate) mod x3f_properties;
pub(crate) mod x3f_settings;
