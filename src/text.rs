//! Bytes to text: the character sets of EXIF and IPTC-IIM.
