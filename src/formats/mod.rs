//! What the formats of pictures say of themselves in their chunks, blocks and boxes: PNG, GIF, RIFF, BMP, JPEG 2000 and
//! others, a folder of rows for each. Containers find the parts; `layout` reads them by their tables.
