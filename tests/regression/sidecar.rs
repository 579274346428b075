//! Regions of turned pictures, and files that lie beside a picture.
