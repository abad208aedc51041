//! Imports of entities and relations, and capability files, that were changed at random: taken with
//! their problems named, or refused; never a panic, and the case is whole after each.

mod common;

use std::path::Path;

use common::small;
use model::Taxonomy;
use review::import;

fn corpus(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

const FTM: &str = r#"{"id":"a1","schema":"Company","properties":{"name":["Argus Vision LLP","ТОО «Аргус»"],"country":["kz"]}}
{"id":"b2","schema":"Organization","properties":{"name":["Duty room"]}}
{"id":"c3","schema":"Ownership","properties":{"owner":["a1"],"asset":["b2"],"startDate":["2019-04"]}}
{"id":"d4","schema":"Person","properties":{"name":["<script>"]}}
"#;
const ENTITIES: &str = "name;type;country;aliases;date\nArgus Vision;company;kz;Аргус|Argus;spring 2019\n\"Safe, \"\"City\"\"\";programme;;;\n";
const RELATIONS: &str = "from,to,kind,since\nArgus Vision,Safe City,supplied,2019\nArgus Vision,product:Argus Wall,makes,\n";

#[test]
fn entities_and_relations() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = small(dir.path());
    let case = &mut small.case;
    let seeds = [FTM, ENTITIES, RELATIONS].map(|s| s.as_bytes().to_vec());
    stage::fuzz(&corpus("import"), &seeds, 250, &mut |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for plan in [
            import::ftm(case, &text),
            import::csv_entities(case, &text),
            import::csv_relations(case, &text),
        ] {
            let Ok(plan) = plan else { continue };
            // Taken back at once: each input meets the same case.
            let undone = case.batch(|case| {
                import::bring_in(case, &plan, "ana", "")?;
                Err::<(), _>(review::ReviewError::Misfit("only tried".to_owned()))
            });
            assert!(undone.is_err());
        }
    });
    assert_eq!(
        case.check_database().expect("checked"),
        Vec::<String>::new()
    );
}

#[test]
fn capability_files() {
    let whole = include_bytes!("../../model/data/capabilities.toml").to_vec();
    stage::fuzz(&corpus("capabilities"), &[whole], 12, &mut |bytes| {
        let _ = Taxonomy::parse(&String::from_utf8_lossy(bytes));
    });
}
