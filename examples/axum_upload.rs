//! A web service: a picture is posted, and its object is the answer.
//!
//! ```sh
//! cargo run --example axum_upload -- 127.0.0.1:3000
//! curl --data-binary @testdata/replica.jpg http://127.0.0.1:3000/
//! ```
//!
//! JSON is written by serde: a program of your own needs the feature `serde` of embedmeta.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use embedmeta::{EmbeddedMetadata, Error, Extractor};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task;

/// The largest picture that is taken. A body is held in memory while it is read, and axum takes 2 MB unless told
/// otherwise.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".into());
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{}/", listener.local_addr()?);
    axum::serve(listener, service(Extractor::new(), LARGEST_BODY)).await
}

/// The service. All requests share one extractor.
pub(crate) fn service(extractor: Extractor, largest_body: usize) -> Router {
    Router::new()
        .route("/", post(upload))
        .layer(DefaultBodyLimit::max(largest_body))
        .with_state(Arc::new(extractor))
}

/// Answers a picture with its object.
async fn upload(
    State(extractor): State<Arc<Extractor>>,
    body: Bytes,
) -> Result<Json<EmbeddedMetadata>, (StatusCode, Json<Value>)> {
    // Reading computes for up to some milliseconds without a pause, which is not to hold up other requests.
    let read = task::spawn_blocking(move || extractor.from_bytes(&body));
    match read.await {
        Ok(Ok(extraction)) => Ok(Json(extraction.metadata)),
        Ok(Err(error)) => Err(refusal(&error)),
        Err(panicked_or_cancelled) => Err(refusal(&Error::Internal(panicked_or_cancelled.to_string()))),
    }
}

/// The status of an error, and what it says, for programs and for people.
fn refusal(error: &Error) -> (StatusCode, Json<Value>) {
    let status = match error {
        Error::Empty => StatusCode::BAD_REQUEST,
        Error::UnknownFormat { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(json!({ "error": { "code": error.code(), "message": error.to_string() } })))
}
