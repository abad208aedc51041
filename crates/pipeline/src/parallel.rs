//! Work on several threads: numbered pieces, or a stream of them. A panic in a worker is reported
//! as one, and never leaves the others waiting.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use pixels::parallel::map;

/// A lock that a panic elsewhere does not take away.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `source` on this thread with a way to hand on jobs, of which at most `waiting` wait, and
/// does `work` for each on other threads. What is handed on after all workers have panicked is
/// lost; the panic follows when the source has ended.
pub fn feed<Job: Send, R>(
    threads: usize,
    waiting: usize,
    work: impl Fn(Job) + Sync,
    source: impl FnOnce(&mut dyn FnMut(Job)) -> R,
) -> R {
    let (send, receive) = sync_channel::<Job>(waiting);
    // The workers own the receiver: it goes with the last of them, and sending fails from then on
    // instead of waiting for ever.
    let receive = Arc::new(Mutex::new(receive));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let (receive, work) = (Arc::clone(&receive), &work);
            scope.spawn(move || {
                loop {
                    let job = lock(&receive).recv();
                    let Ok(job) = job else { return };
                    work(job);
                }
            });
        }
        drop(receive);
        let result = source(&mut |job| {
            let _ = send.send(job);
        });
        drop(send);
        result
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order() {
        assert_eq!(map(3, 40, |n| n * n)[39], 39 * 39);
        assert!(map(2, 0, |n| n).is_empty());
        let sum = Mutex::new(0);
        let told = feed(
            2,
            1,
            |n: u32| *lock(&sum) += n,
            |hand_on| {
                (1..=100).for_each(&mut *hand_on);
                "over"
            },
        );
        assert_eq!((told, *lock(&sum)), ("over", 5050));
    }

    #[test]
    fn workers_that_panic_end_in_a_panic() {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let fed = std::panic::catch_unwind(|| {
                let source = |hand_on: &mut dyn FnMut(u32)| (0..50).for_each(hand_on);
                feed(2, 1, |_| panic!("on purpose"), source);
            });
            let _ = tell.send(fed.is_err());
        });
        // A feeder that waits for ever would never tell.
        assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(true));
    }
}
