//! A small picture of rows that pass by.

use model::Size;

/// Area average on whole pixels, fed row by row.
pub struct Shrinker {
    from: Size,
    to: Size,
    columns: Vec<u16>,
    /// First column and the one after the last, of every target column.
    cuts: Vec<(usize, usize)>,
    sums: Vec<u32>,
    out: Vec<u8>,
    row: u32,
    /// Rows in `columns`.
    held: u32,
    /// Rows of the present band so far.
    band: u32,
}

impl Shrinker {
    pub fn new(from: Size, to: Size) -> Self {
        let cut = |i| Self::edge(i, from.width, to.width) as usize;
        Self {
            cuts: (0..to.width).map(|i| (cut(i), cut(i + 1))).collect(),
            from,
            to,
            columns: vec![0; from.width as usize],
            sums: vec![0; to.width as usize],
            out: Vec::with_capacity(to.width as usize * to.height as usize),
            row: 0,
            held: 0,
            band: 0,
        }
    }

    fn edge(i: u32, from: u32, to: u32) -> u32 {
        (u64::from(i) * u64::from(from) / u64::from(to.max(1))) as u32
    }

    pub fn push(&mut self, row: &[u8]) {
        for (sum, &v) in self.columns.iter_mut().zip(row) {
            // Never wraps, see below; the check would cost more than the sum.
            *sum = sum.wrapping_add(u16::from(v));
        }
        self.row += 1;
        self.held += 1;
        self.band += 1;
        let line = (self.out.len() / self.to.width.max(1) as usize) as u32;
        let ends = self.row >= Self::edge(line + 1, self.from.height, self.to.height);
        // 257 rows of white are what a column can hold.
        if ends || self.held == 257 {
            self.flush();
        }
        if ends {
            self.emit();
        }
    }

    fn flush(&mut self) {
        for (sum, &(a, b)) in self.sums.iter_mut().zip(&self.cuts) {
            *sum += self.columns[a..b]
                .iter()
                .map(|&c| u32::from(c))
                .sum::<u32>();
        }
        self.columns.fill(0);
        self.held = 0;
    }

    fn emit(&mut self) {
        for (sum, &(a, b)) in self.sums.iter_mut().zip(&self.cuts) {
            let count = ((b - a) as u32 * self.band).max(1);
            self.out.push(((*sum + count / 2) / count) as u8);
            *sum = 0;
        }
        self.band = 0;
    }

    /// The picture; short of rows only where the frame was.
    pub fn done(mut self) -> Vec<u8> {
        self.out
            .resize(self.to.width as usize * self.to.height as usize, 0);
        self.out
    }
}
