// Made of facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 235),
    ("Canon", "RFLensType", 267),
    ("Leica", "LensType", 1253),
    ("Minolta", "LensType", 529),
    ("Nikon", "", 1152),
    ("Olympus", "LensType", 1188),
    ("Pentax", "LensType", 1355),
    ("Samsung", "LensType", 1430),
    ("Sigma", "LensType", 1446),
    ("Sony", "LensType", 1564),
    ("Sony", "LensType2", 1565),
    ("Sony", "LensType3", 1565),
];
