mod common;
#[test]
fn tmp() {
    let d = common::small();
    let out = std::path::PathBuf::from(std::env::var("SHOW").unwrap());
    let w = publish::render(&d, &out).unwrap();
    println!("{w:?}");
}
