//! Listening on the loopback address, and answering until the person ends it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener as Listening};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower_service::Service;

use super::io::{Clock, Wire};

/// Connections at once; browsers open six.
const MOST: usize = 256;
/// A client that doesn't end its headers by then is let go.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes a port of this machine's own address; 0 takes any that is free.
///
/// # Errors
/// When it is taken.
pub fn listen(port: u16) -> std::io::Result<(Listening, SocketAddr)> {
    // Never another address: who else is on the network must not even see it.
    let listener = Listening::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let at = listener.local_addr()?;
    Ok((listener, at))
}

/// Answers until Ctrl-C.
///
/// # Errors
/// When the socket can't be used.
pub async fn answer(listener: Listening, router: Router) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let accepting = tokio::spawn(accept(listener, router));
    let ended = tokio::signal::ctrl_c().await;
    accepting.abort();
    ended
}

async fn accept(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(MOST));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or the client went: neither ends the server.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let router = router.clone();
        tokio::spawn(async move {
            serve_one(stream, router).await;
            drop(place);
        });
    }
}

async fn serve_one(stream: TcpStream, router: Router) {
    // Small answers must not wait for more to be sent with them.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut router = router.clone();
        router.call(request.map(Body::new))
    });
    // A client that breaks off is no matter of ours.
    let _ = http1::Builder::new()
        .timer(Clock)
        .header_read_timeout(PATIENCE)
        .serve_connection(Wire::new(stream), service)
        .await;
}
