//! `list` of what documents hold: documents, pages, passages, products, functions, the matrix.

use case::Case;
use model::investigation::ONE_PERSON;
use model::{DocumentField, Taxonomy};
use publish::Held;
use review::documents::documents;
use review::matrix::{Cell, Silence, matrix};
use review::products::products;

use super::door::Failure;
use super::papers_json as json;
use super::progress::printable;

/// Notes of a document that are printed; `--json` has all.
const NOTES: usize = 5;

pub fn list_documents(case: &Case, as_json: bool) -> Result<(), Failure> {
    for d in documents(case)? {
        if as_json {
            println!("{}", json::document(&d));
            continue;
        }
        let known = |field| d.known(field).unwrap_or("?");
        let read = match (&d.failure, d.pages) {
            (Some(why), _) => format!("not read: {why}"),
            (None, None) => "not read yet".to_owned(),
            (None, Some(n)) if d.wordless > 0 => {
                format!("{n} pages, {} of them without words", d.wordless)
            }
            (None, Some(n)) => format!("{n} pages"),
        };
        let read = match d.laid_out {
            true => format!("{read}, laid out by this program"),
            false => read,
        };
        println!(
            "{}  {:<9}  {}  {}  {}  {}  {}  ({read})",
            d.item.short(),
            known(DocumentField::Kind),
            known(DocumentField::Language),
            printable(&d.product),
            known(DocumentField::Version),
            known(DocumentField::Date),
            printable(&d.path),
        );
        let told = |n: &&String| *n != model::OUR_LAYOUT;
        let notes: Vec<&String> = d.notes.iter().filter(told).collect();
        for note in notes.iter().take(NOTES) {
            println!("    {}", printable(note));
        }
        if notes.len() > NOTES {
            println!("    and {} more notes (--json)", notes.len() - NOTES);
        }
    }
    Ok(())
}

pub fn list_pages(case: &Case, as_json: bool) -> Result<(), Failure> {
    for d in documents(case)? {
        for page in case.pages(d.item)? {
            if as_json {
                println!("{}", json::page(&d, &page));
                continue;
            }
            let text: Vec<&str> = page
                .words
                .iter()
                .take(12)
                .map(|w| w.text.as_str())
                .collect();
            println!(
                "{}/p{}  {:.0} × {:.0}  {} words  {}",
                d.item.short(),
                page.number,
                page.size_points.0,
                page.size_points.1,
                page.words.len(),
                printable(&text.join(" "))
            );
        }
    }
    Ok(())
}

pub fn list_passages(case: &Case, as_json: bool) -> Result<(), Failure> {
    let all = documents(case)?;
    for row in case.passages()? {
        let document = all.iter().find(|d| d.item == row.passage.item);
        if as_json {
            println!("{}", json::passage(&row, document));
            continue;
        }
        let p = &row.passage;
        let sign = match p.polarity {
            model::Polarity::Affirmed => "+",
            model::Polarity::Negated => "−",
            model::Polarity::Unclear => "?",
        };
        let what = p.function.as_deref().unwrap_or("red flag");
        println!(
            "{}  {sign} {what}  {}/p{}  {}{}",
            row.id,
            p.item.short(),
            p.page,
            row.standing().word(),
            document.map_or(String::new(), |d| format!("  {}", printable(&d.product)))
        );
        println!("    “{}”", printable(&p.quote));
        for condition in p.conditions.iter().filter(|c| c.text != p.quote) {
            println!("    condition: “{}”", printable(&condition.text));
        }
        if !p.red_flags.is_empty() {
            println!("    for a lawyer: {}", p.red_flags.join(", "));
        }
    }
    Ok(())
}

pub fn list_products(case: &Case, as_json: bool) -> Result<(), Failure> {
    let acts = case.product_acts()?;
    for p in products(case)? {
        if as_json {
            println!("{}", json::product(&p, &acts));
            continue;
        }
        let joined = |set: &std::collections::BTreeSet<String>| {
            set.iter()
                .map(|s| printable(s))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let negative = if p.negative { "  negative" } else { "" };
        println!(
            "{}  [{}]  versions {}  {} documents, {} references, {} sightings{negative}",
            printable(&p.name),
            joined(&p.makers),
            joined(&p.versions),
            p.documents.len(),
            p.references.len(),
            p.sightings.len()
        );
    }
    Ok(())
}

pub fn list_functions(as_json: bool) -> Result<(), Failure> {
    let taxonomy = Taxonomy::shipped().map_err(review::ReviewError::from)?;
    for f in &taxonomy.functions {
        if as_json {
            println!("{}", json::function(taxonomy, f));
        } else {
            println!("{:<32}  {}", f.id, f.definition);
        }
    }
    Ok(())
}

pub fn list_matrix(case: &Case, as_json: bool) -> Result<(), Failure> {
    let cells = matrix(case)?;
    if as_json {
        for cell in &cells {
            println!("{}", json::cell(cell));
        }
        return Ok(());
    }
    for of_product in cells.chunk_by(|a, b| a.product == b.product) {
        print_product(of_product);
    }
    Ok(())
}

/// What is known and what waits, one line each; silence in numbers.
fn print_product(cells: &[Cell]) {
    let Some(first) = cells.first() else { return };
    println!("{}", printable(&first.product));
    for cell in cells {
        let note = match cell.silence {
            Silence::None if cell.contradiction() => "  documents contradict each other",
            Silence::None => "",
            Silence::Open => "  waits for a verdict",
            _ => continue,
        };
        println!(
            "    {:<8}  {}  {} passages, {} sightings, {} open{note}",
            cell.shown(),
            cell.function,
            cell.said.len(),
            cell.seen.len(),
            cell.open.len()
        );
    }
    let count = |silence: Silence| cells.iter().filter(|c| c.silence == silence).count();
    let (silent, not_read) = (count(Silence::Silent), count(Silence::NotRead));
    let without = count(Silence::NoDocument);
    if silent > 0 {
        println!(
            "    {silent} functions: silent ({} documents read, {} not, {} pages without words)",
            first.documents_read, first.documents_not_read, first.pages_without_words
        );
    }
    if not_read > 0 {
        println!("    {not_read} functions: not known, no document could be read");
    }
    if without > 0 {
        println!("    {without} functions: not known, there is no document");
    }
}

/// The matrix as CSV, one line a cell that something is behind.
pub fn matrix_csv(case: &Case, held: &Held) -> Result<String, Failure> {
    let all = documents(case)?;
    let mut text = String::from(
        "product,function,level,contradiction,state,kind,version,edition,date,file,page,address,polarity,quote,conditions,sighting,seen,by,review\r\n",
    );
    let people = review::working::people(case)?.len();
    let review = if people < 2 { ONE_PERSON } else { "" };
    for mut cell in matrix(case)? {
        let known = cell.said.len() + cell.seen.len();
        cell.said.retain(|s| !held.holds(&s.document));
        cell.seen.retain(|s| !held.traces.is_named_in(&s.sighting));
        // What is known by nothing else is not known outside.
        let away = known > 0 && cell.said.is_empty() && cell.seen.is_empty();
        if away || held.hides_product(&cell.product) {
            continue;
        }
        let shown = cell.shown();
        let contradiction = if cell.contradiction() { "yes" } else { "no" };
        let state = cell.silence.word().unwrap_or("known");
        let head = [
            &cell.product,
            &cell.function,
            shown.as_str(),
            contradiction,
            state,
        ];
        let mut lines: Vec<[String; 13]> = Vec::new();
        for s in &cell.said {
            let file = all.iter().find(|d| d.item == s.document);
            let some = |v: &Option<String>| v.clone().unwrap_or_default();
            lines.push([
                s.kind.map_or(String::new(), |k| k.to_string()),
                some(&s.version),
                some(&s.edition),
                some(&s.date),
                file.map_or(String::new(), |d| d.path.clone()),
                s.page.to_string(),
                s.address.clone(),
                json::word(&s.polarity),
                s.quote.clone(),
                s.conditions.join(" | "),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
        for s in &cell.seen {
            let mut line: [String; 13] = Default::default();
            line[10].clone_from(&s.sighting);
            line[11] = json::word(&s.seen);
            line[12].clone_from(&s.by);
            lines.push(line);
        }
        if lines.is_empty() {
            lines.push(Default::default());
        }
        for line in lines {
            let fields = head.iter().map(|s| quoted(s));
            let fields: Vec<String> = fields
                .chain(line.iter().map(|s| quoted(s)))
                .chain([review.to_owned()])
                .collect();
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
    }
    Ok(text)
}

/// A CSV field (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let plain = if formula {
        format!("'{field}")
    } else {
        field.to_owned()
    };
    if plain.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", plain.replace('"', "\"\""))
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn fields_survive_spreadsheets() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=SUM(A1)"), "'=SUM(A1)");
    }
}
