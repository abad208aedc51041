//! The evidence book through its public face: folders, items, work, people, journal.

mod folders;
mod items;
mod journal;
mod kills;
mod people;
mod readings;
mod samples;
mod told;
mod work;
