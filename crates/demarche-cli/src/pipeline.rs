//! Work in parallel with results in order and memory bounded.

use std::sync::atomic::{AtomicUsize, Ordering};
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
    emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
{
    let work = |jobs: Vec<J>| jobs.into_iter().map(&work).collect();
    in_order_together(jobs, threads, 1, work, emit)
}

/// As [`in_order`], for work that is quicker on several jobs at once and gives one result for each of
/// them, in their order. It is given up to `together` of those that wait, of which every thread has its
/// share, and never waits for more to come: who hands in one job sees its result.
pub(crate) fn in_order_together<J, R, E>(
    jobs: impl Iterator<Item = J> + Send,
    threads: usize,
    together: usize,
    work: impl Fn(Vec<J>) -> Vec<R> + Sync,
    mut emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
{
    if threads <= 1 && together <= 1 {
        return jobs.flat_map(|job| work(vec![job])).try_for_each(emit);
    }
    let ahead = threads * AHEAD.max(2 * together);
    // Each job travels with the sender of its result; the receivers stand in a queue in the order
    // of the jobs, and the queue's length bounds what is under way.
    let (to_work, jobs_to_do) = channel::<(J, Sender<R>)>();
    let (to_emit, results) = sync_channel::<Receiver<R>>(ahead);
    let jobs_to_do = Mutex::new(jobs_to_do);
    let waiting = AtomicUsize::new(0);
    // The next jobs; none when there will be no more.
    let next = || {
        let jobs_to_do = jobs_to_do.lock().unwrap_or_else(PoisonError::into_inner);
        let first = jobs_to_do.recv().ok();
        let share = (waiting.load(Ordering::Relaxed) / threads).clamp(1, together);
        let others = jobs_to_do.try_iter().take(share - 1);
        let (jobs, answers): (Vec<J>, Vec<Sender<R>>) = first.into_iter().chain(others).unzip();
        waiting.fetch_sub(jobs.len(), Ordering::Relaxed);
        (jobs, answers)
    };
    thread::scope(|scope| {
        let waiting = &waiting;
        scope.spawn(move || {
            for job in jobs {
                let (answer, result) = channel();
                waiting.fetch_add(1, Ordering::Relaxed);
                if to_emit.send(result).is_err() || to_work.send((job, answer)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let (jobs, answers) = next();
                    if jobs.is_empty() {
                        break;
                    }
                    for (result, answer) in work(jobs).into_iter().zip(answers) {
                        // Nobody waits for the result once `emit` has failed.
                        let _ = answer.send(result);
                    }
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
    use super::{in_order, in_order_together};

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
    fn jobs_done_together_come_in_their_order_too() {
        for (threads, together) in [(1, 1), (1, 16), (3, 16)] {
            let mut seen = Vec::new();
            let work = |jobs: Vec<u64>| {
                assert!(jobs.len() <= together);
                jobs.into_iter().map(|n| n * n).collect()
            };
            in_order_together(0..2000, threads, together, work, |square| {
                seen.push(square);
                Ok::<(), ()>(())
            })
            .unwrap();
            assert_eq!(seen, squares(1));
        }
    }

    #[test]
    fn no_job_waits_for_another_to_be_done_with_it() {
        let (to_jobs, jobs) = std::sync::mpsc::channel();
        to_jobs.send(1).unwrap();
        let mut to_jobs = Some(to_jobs);
        let mut seen = 0;
        in_order_together(
            jobs.into_iter(),
            1,
            16,
            |jobs: Vec<u64>| jobs,
            |job| {
                // The next job comes when the result of this one is seen, and not before.
                seen = job;
                match to_jobs.take_if(|_| job == 5) {
                    Some(_) => Ok(()),
                    None => to_jobs.as_ref().unwrap().send(job + 1),
                }
            },
        )
        .unwrap();
        assert_eq!(seen, 5);
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
