//! x
fn main(){ let b=std::fs::read(std::env::args().nth(1).unwrap()).unwrap(); for _ in 0..200 { std::hint::black_box(embedmeta::extract(&b).unwrap()); } }
