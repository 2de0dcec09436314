//! Work in parallel with results in order and memory bounded.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many jobs may be under way for each thread.
const AHEAD: usize = 8;

/// Does `work` on every job on `threads` threads and hands the results to `emit` in the order of
/// the jobs, so that the outcome does not depend on the number of threads. At most [`AHEAD`] jobs
/// a thread are under way: a slow job holds the others back and nothing piles up. The first error
/// of `emit` ends the run.
pub(crate) fn in_order<J, R, E>(
    jobs: impl Iterator<Item = J> + Send,
    threads: usize,
    work: impl Fn(J) -> R + Sync,
    mut emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
{
    if threads <= 1 {
        for job in jobs {
            emit(work(job))?;
        }
        return Ok(());
    }
    // Each job travels with the sender of its result; the receivers stand in a queue in the order
    // of the jobs, and the queue's length bounds what is under way.
    let (to_work, jobs_to_do) = channel::<(J, Sender<R>)>();
    let (to_emit, results) = sync_channel::<Receiver<R>>(threads * AHEAD);
    let jobs_to_do = Mutex::new(jobs_to_do);
    thread::scope(|scope| {
        scope.spawn(move || {
            for job in jobs {
                let (answer, result) = channel();
                if to_emit.send(result).is_err() || to_work.send((job, answer)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = jobs_to_do
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv();
                    let Ok((job, answer)) = next else { break };
                    // Nobody waits for the result once `emit` has failed.
                    let _ = answer.send(work(job));
                }
            });
        }
        // `results` moves in here so that it is dropped, and the reader stopped, on an error.
        for result in results {
            if let Ok(result) = result.recv() {
                emit(result)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    fn squares(threads: usize) -> Vec<u64> {
        let mut seen = Vec::new();
        let work = |n: u64| {
            // Uneven work, so that results come out of order.
            (0..(n * 7919) % 1000).fold(n, |sum, _| std::hint::black_box(sum));
            n * n
        };
        in_order(0..2000, threads, work, |square| {
            seen.push(square);
            Ok::<(), ()>(())
        })
        .unwrap();
        seen
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let one = squares(1);
        assert_eq!(one, (0..2000).map(|n| n * n).collect::<Vec<u64>>());
        assert_eq!(one, squares(2));
        assert_eq!(one, squares(7));
    }

    #[test]
    fn an_error_ends_the_run() {
        for threads in [1, 4] {
            let mut emitted = 0;
            let end = in_order(
                0..,
                threads,
                |n: u64| n,
                |n| {
                    emitted += 1;
                    if n == 100 { Err("closed") } else { Ok(()) }
                },
            );
            assert_eq!(end, Err("closed"));
            assert_eq!(emitted, 101);
        }
    }
}
