//! Names of products, as far as plain words tell. Which picture belongs to which product is said by
//! documents and people, not here.

/// The leading words that all names share, upper and lower case alike, in the first name's
/// writing: what to call something that belongs to several products. `None` where nothing is
/// shared or no name is given.
pub fn common_name<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut names = names.into_iter();
    let mut common: Vec<&str> = names.next()?.split_whitespace().collect();
    for name in names {
        let shared = common
            .iter()
            .zip(name.split_whitespace())
            .take_while(|(a, b)| a.to_lowercase() == b.to_lowercase())
            .count();
        common.truncate(shared);
    }
    (!common.is_empty()).then(|| common.join(" "))
}
