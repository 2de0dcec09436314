//! What is written: corrections. Each write is one short transaction beside whoever ingests.

use demarche_store::Reviewer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{App, Problem};

pub(crate) mod body;
mod corrections;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(corrections::list, corrections::add))
        .routes(routes!(corrections::gold))
        .routes(routes!(corrections::withdraw))
}

impl App {
    /// Does work that writes, on a thread that may block; one at a time, as the store has it. What
    /// was worked out before is given out no more.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App, &Reviewer) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.note(move |app, reviewer| {
            let done = work(app, reviewer);
            app.renew();
            done
        })
        .await
    }

    /// The same for what no answer is worked out from: how far subscribers are, when tokens were used.
    pub(crate) async fn note<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App, &Reviewer) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = self
            .live()
            .writing()
            .acquire_owned()
            .await
            .map_err(|_| Problem::failed("the service is ending"))?;
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let reviewer = Reviewer::open(&app.config().store)?;
            work(&app, &reviewer)
        });
        done.await
            .map_err(|_| Problem::failed("what wrote broke off"))?
    }
}
