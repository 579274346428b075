// Made of facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 241),
    ("Canon", "RFLensType", 273),
    ("Leica", "LensType", 1259),
    ("Minolta", "LensType", 535),
    ("Nikon", "", 1158),
    ("Olympus", "LensType", 1194),
    ("Pentax", "LensType", 1361),
    ("Samsung", "LensType", 1436),
    ("Sigma", "LensType", 1452),
    ("Sony", "LensType", 1570),
    ("Sony", "LensType2", 1571),
    ("Sony", "LensType3", 1571),
];
