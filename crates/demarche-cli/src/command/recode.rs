//! `demarche recode`: every article of a store coded anew, under a run of its own.

use std::sync::{Mutex, PoisonError};

use demarche_code::Coded;
use demarche_record::Article;
use demarche_store::{ArticleNo, Coding, Error, Filter, Reader, Store, StoredArticle};
use jiff::Timestamp;

use crate::command::ingest;
use crate::interrupt;
use crate::pipeline;
use crate::progress::Progress;
use crate::report::Exit;
use crate::store::Recode;

/// Codes the store that the command line names.
pub(crate) fn run(args: &Recode) -> anyhow::Result<Exit> {
    let coder = args.work.engine.coder(&args.own)?;
    let path = args.store.path()?;
    let mut store = Store::open(&path)?;
    let reader = Mutex::new(Reader::open(&path)?);
    let (articles, before) = {
        let snapshot = store.snapshot()?;
        let runs = snapshot.runs()?;
        (
            snapshot.article_numbers(&Filter::default())?,
            runs.iter()
                .rfind(|run| run.account.coded + run.account.revision > 0)
                .map(|run| run.id),
        )
    };
    let run = store.begin_run(&ingest::start("recode", &coder), Timestamp::now())?;
    let mut progress = Progress::new(true);
    let (mut done, mut events) = (0_usize, 0_usize);
    let mut waiting: Vec<(ArticleNo, Coded)> = Vec::new();
    let total = articles.len();
    let read = |number: ArticleNo| {
        let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader.snapshot()?.article(number)
    };
    let work = |numbers: Vec<ArticleNo>| {
        let stored: Vec<_> = numbers.iter().map(|&number| read(number)).collect();
        let found = stored
            .iter()
            .filter_map(|stored| stored.as_ref().ok()?.as_ref());
        let articles: Vec<&Article> = found.map(|stored| &stored.article).collect();
        let mut coded = coder.code_all(&articles).into_iter();
        let one = |(number, stored): (ArticleNo, Result<Option<StoredArticle>, Error>)| {
            Ok(stored?.and_then(|_| Some((number, coded.next()?))))
        };
        numbers.into_iter().zip(stored).map(one).collect()
    };
    let batch = args.work.batch as usize;
    let take = |coded: Result<Option<(ArticleNo, Coded)>, Error>| {
        if let Some((number, coded)) = coded? {
            done += 1;
            events += coded.events.len();
            waiting.push((number, coded));
        }
        if waiting.len() >= batch {
            keep(&mut store, run, &mut waiting)?;
        }
        progress.show(|| format!("{done} of {total} articles, {events} events"));
        Ok::<(), Error>(())
    };
    let (threads, together) = (args.work.threads(), coder.together());
    pipeline::in_order_together(articles.into_iter(), threads, together, work, take)?;
    keep(&mut store, run, &mut waiting)?;
    store.end_run(run, Timestamp::now())?;
    progress.clear();
    let s = if done == 1 { "" } else { "s" };
    eprintln!("run {run}: coded {done} article{s} anew; events {events}");
    if let Some(before) = before {
        eprintln!("hint: demarche diff {before} {run} shows what changed");
    }
    Ok(Exit::Done)
}

fn keep(
    store: &mut Store,
    run: demarche_store::RunId,
    waiting: &mut Vec<(ArticleNo, Coded)>,
) -> Result<(), Error> {
    let codings: Vec<Coding<'_>> = waiting
        .iter()
        .map(|(article, coded)| Coding {
            article: *article,
            events: &coded.events,
        })
        .collect();
    interrupt::whole(|| store.recode(run, &codings, Timestamp::now()))?;
    waiting.clear();
    Ok(())
}
