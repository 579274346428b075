//! XMP packets and the text of all standards.
