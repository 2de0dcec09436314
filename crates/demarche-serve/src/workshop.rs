//! One thread that works out anew what is kept and has grown old, so that nobody who asks waits for
//! it and no more than one core goes into it.

use std::sync::mpsc::Receiver;

use demarche_ledger::Query;
use demarche_store::Selection;

use crate::App;
use crate::app::Asleep;

/// What is to be worked out anew.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    /// The ledger of a query.
    Ledger(Query),
    /// The overview of so many days.
    Overview(u32),
    /// The alerts of a pair.
    Alerts([String; 2]),
    /// Which pairs have the most events lately.
    Busiest,
    /// The list of pairs.
    Pairs,
    /// What a selection lets through.
    Facets(Box<Selection>),
}

/// Works until the service is gone.
pub(crate) fn work(app: &Asleep, orders: &Receiver<Order>) {
    while let Ok(order) = orders.recv() {
        let Some(app) = app.wake() else { return };
        carry_out(&app, &order);
    }
}

fn carry_out(app: &App, order: &Order) {
    // What fails is ordered again by the next who asks, and gives a message to whoever finds nothing
    // kept.
    let _ = app.read_here(|app, snapshot| {
        match order {
            Order::Ledger(query) => {
                app.ledgers().exactly(snapshot, query)?;
            }
            Order::Overview(days) => {
                crate::resource::overview_exactly(app, snapshot, *days)?;
            }
            Order::Alerts(pair) => {
                crate::live::alerts_exactly(app, snapshot, pair)?;
            }
            Order::Busiest => crate::live::busiest_exactly(app, snapshot)?,
            Order::Facets(selection) => {
                crate::resource::count_exactly(app, snapshot, selection)?;
            }
            Order::Pairs => {
                app.boards().pairs_exactly(snapshot)?;
            }
        }
        Ok(())
    });
}
