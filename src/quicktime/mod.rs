//! The boxes of films, of HEIF and of AVIF [ISO 14496-12; QuickTime File Format].
