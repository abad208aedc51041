//! A spatially even budget of features: a small screen in a dark room is not starved by posters.

use crate::Feature;
use model::Size;

/// Indices of at most `budget` features, in the given order: the strongest of each cell of a grid,
/// round after round, so that every cell has its share before any has more.
pub fn choose(features: &[Feature], size: Size, budget: usize) -> Vec<usize> {
    if features.len() <= budget {
        return (0..features.len()).collect();
    }
    let cell = cell_side(size, budget);
    let columns = (size.width as f32 / cell).ceil().max(1.0) as usize;
    let rows = (size.height as f32 / cell).ceil().max(1.0) as usize;
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); columns * rows];
    for (i, f) in features.iter().enumerate() {
        let x = ((f.x / cell).max(0.0) as usize).min(columns - 1);
        let y = ((f.y / cell).max(0.0) as usize).min(rows - 1);
        cells[y * columns + x].push(i);
    }
    for members in &mut cells {
        members.sort_by(|&a, &b| {
            let (ra, rb) = (features[a].response, features[b].response);
            rb.total_cmp(&ra).then(a.cmp(&b))
        });
    }
    let cap = fair_cap(&cells, budget);
    let mut kept: Vec<usize> = cells
        .iter()
        .flat_map(|m| m.iter().take(cap).copied())
        .collect();
    // What the whole rounds leave over goes to the strongest of the next round.
    let mut next: Vec<usize> = cells.iter().filter_map(|m| m.get(cap).copied()).collect();
    next.sort_by(|&a, &b| {
        let (ra, rb) = (features[a].response, features[b].response);
        rb.total_cmp(&ra).then(a.cmp(&b))
    });
    next.truncate(budget.saturating_sub(kept.len()));
    kept.extend(next);
    kept.sort_unstable();
    kept
}

/// So many cells that each has a share of about ten.
fn cell_side(size: Size, budget: usize) -> f32 {
    let area = size.width as f32 * size.height as f32;
    (area * 10.0 / budget.max(1) as f32).sqrt().max(16.0)
}

/// Most members a cell may keep so that all cells together stay within the budget.
fn fair_cap(cells: &[Vec<usize>], budget: usize) -> usize {
    let most = cells.iter().map(Vec::len).max().unwrap_or(0);
    let total = |cap: usize| cells.iter().map(|m| m.len().min(cap)).sum::<usize>();
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if total(middle) <= budget {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}
