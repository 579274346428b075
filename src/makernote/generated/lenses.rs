// Made of facts.tsv, the files `lenses.tsv` of the makers by `cargo xtask generate`; not to be edited.

static LENSES: [(&str, &str, u16); 12] = [
    ("Canon", "LensType", 252),
    ("Canon", "RFLensType", 284),
    ("Leica", "LensType", 1270),
    ("Minolta", "LensType", 546),
    ("Nikon", "", 1169),
    ("Olympus", "LensType", 1205),
    ("Pentax", "LensType", 1372),
    ("Samsung", "LensType", 1447),
    ("Sigma", "LensType", 1463),
    ("Sony", "LensType", 1581),
    ("Sony", "LensType2", 1582),
    ("Sony", "LensType3", 1582),
];
